import { Logger } from '@aws-lambda-powertools/logger';
import { visible } from './visible.ts';

/**
 * JSON lines: whatever a log message holds stays inside its JSON string and can't forge a line. JSON itself escapes the
 * line feed, and the control characters below U+0020 only.
 */
export const logger = new Logger({
  jsonReplacerFn: (_, value) => (typeof value === 'string' ? visible(value) : value),
});
