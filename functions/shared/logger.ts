import { Logger } from '@aws-lambda-powertools/logger';

/** JSON lines: whatever a log message holds stays inside its JSON string and can't forge a line. */
export const logger = new Logger({
  jsonReplacerFn: (_, value) => (typeof value === 'string' ? visible(value) : value),
});

/**
 * JSON escapes the control characters below U+0020 only. The others, and what a viewer may take for the end of a line or
 * for a change of direction (UAX #9), are shown by their number.
 */
const visible = (text: string) =>
  text.replaceAll(
    /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
