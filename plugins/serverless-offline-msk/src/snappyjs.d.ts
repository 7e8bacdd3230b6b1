declare module 'snappyjs' {
  /** What of snappyjs is used here: raw blocks, without a framing. It has no types of its own. */
  const snappyjs: { compress(data: Buffer): Buffer; uncompress(data: Buffer): Buffer };
  export default snappyjs;
}
