import { Logger } from '@aws-lambda-powertools/logger';

/** JSON lines: whatever a log message holds stays inside its JSON string and can't forge a line. */
export const logger = new Logger();
