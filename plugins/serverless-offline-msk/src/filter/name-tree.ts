/** The way to the fields of a pattern, whose names are steps joined by dots. */
export interface NameNode {
  readonly children: ReadonlyMap<string, NameNode>;
  /** Of the name that ends here. */
  readonly index: number | undefined;
}

interface GrowingNode {
  readonly children: Map<string, GrowingNode>;
  index: number | undefined;
}

export function nameTree(names: readonly string[]): NameNode {
  const root: GrowingNode = { children: new Map(), index: undefined };
  for (const [index, name] of names.entries()) {
    let node = root;
    for (const step of name.split('.')) {
      const child = node.children.get(step) ?? { children: new Map(), index: undefined };
      node.children.set(step, child);
      node = child;
    }
    node.index = index;
  }
  return root;
}

/** A key may be one step or several: `{"a": {"b": 1}}` and `{"a.b": 1}` both hold the field `a.b`. */
export function follow(node: NameNode, key: string): NameNode | undefined {
  const child = node.children.get(key);
  if (child || !key.includes('.')) return child;

  return key.split('.').reduce<NameNode | undefined>((at, step) => at?.children.get(step), node);
}
