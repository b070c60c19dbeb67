import { defineConfig } from 'vitest/config';

/** Real processes on a shared machine now and then come late: what fails twice is wrong. The report names both. */
const REAL_TIME = { retry: 1 };

const SCREENS = {
  ...REAL_TIME,
  testTimeout: 180_000,
  // What a page comes to show may take a while beside other work on the machine.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 120_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    // Half of the unit tests' time is waiting: for sockets, timers, processes.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...REAL_TIME,
          name: 'unit',
          include: [
            '{core,protocols,datasets,robots,station,electron,renderer,scripts,test/conformance,test/station}/**/*.test.ts',
          ],
          // A busy machine is slow, and not wrong.
          testTimeout: 20_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'crash',
          include: ['test/{crash,fuzz}/**/*.test.ts'],
          testTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          // Each starts real processes; side by side they would only measure each other.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'ros1',
          include: ['test/ros1/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
          // One ROS master, whose nodes come and go.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...SCREENS,
          name: 'e2e',
          include: ['test/{e2e,smoke}/**/*.test.ts'],
          exclude: ['test/e2e/desktop.test.ts'],
        },
      },
      {
        test: {
          ...SCREENS,
          name: 'desktop',
          // The same flows in Electron, and what only it has.
          include: [
            'test/e2e/{accessibility,audit,collect,desktop,devices,exports,policy,robot-model,safety,session-flow}.test.ts',
          ],
          env: { RETRACE_SHELL: 'electron' },
          runner: './test/support/skip-without-electron.ts',
        },
      },
    ],
  },
});
