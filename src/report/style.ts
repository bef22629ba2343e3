import { styleText } from 'node:util';

/** Colours a text, or leaves it alone. The decision is the command's: it knows the stream and the environment. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

export function createStyle(enabled: boolean): Style {
  return enabled ? (format, text) => styleText(format, text, { validateStream: false }) : (_, text) => text;
}
