/** WebHID (https://wicg.github.io/webhid/), as far as it is used here: TypeScript's DOM library lacks it. */
interface HIDInputReportEvent extends Event {
  readonly reportId: number;
  readonly data: DataView;
}

interface HIDConnectionEvent extends Event {
  readonly device: HIDDevice;
}

interface HIDDevice {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productName: string;
  open(): Promise<void>;
  addEventListener(type: 'inputreport', listener: (event: HIDInputReportEvent) => void): void;
}

interface HID {
  getDevices(): Promise<HIDDevice[]>;
  requestDevice(options: {
    filters: { vendorId: number; usagePage: number; usage: number }[];
  }): Promise<HIDDevice[]>;
  addEventListener(type: 'connect' | 'disconnect', listener: (event: HIDConnectionEvent) => void): void;
}

interface Navigator {
  readonly hid: HID;
}
