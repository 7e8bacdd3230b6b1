/** Invokes a function synchronously and says how that ended. It never rejects: what can go wrong is in the result. */
export interface Invoker {
  /**
   * @param functionKey `function.key` of the mapping
   * @param payload the event as JSON text: what was measured against the 6 MB limit is what is sent
   */
  invoke(functionKey: string, payload: string): Promise<InvocationResult>;
  stop(): Promise<void>;
}

export type InvocationResult =
  /** `response` is the function's answer as a JSON value, undefined where it gave none. */
  | { readonly kind: 'returned'; readonly response: unknown }
  /** It threw, timed out or ended its process: a function error, which uses up a retry attempt. */
  | { readonly kind: 'function-error'; readonly message: string }
  /** The function was not reached (throttle, service error, unreachable endpoint): tried again without counting. */
  | { readonly kind: 'not-invoked'; readonly message: string };
