/** Quick to start rather than fast in the long run: half the start-up time, two thirds of the memory. */
export const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];

/** slf4j-simple, which both services log with. */
export const logErrorsOnly = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
