import { toString as toCode } from 'qrcode';

/** What a terminal shows for a tablet to open: each address, and the likeliest one as a picture for its camera. */
export async function tabletCode(addresses: readonly string[]): Promise<string> {
  const [likeliest] = addresses;
  if (likeliest === undefined) return 'This computer has no address that another machine could reach.';
  const code = await toCode(likeliest, { type: 'terminal', small: true, errorCorrectionLevel: 'L' });
  const lines = addresses.map((address) => `  ${address}`).join('\n');
  return `On a tablet, or another computer, open:\n${lines}\n${code}`;
}
