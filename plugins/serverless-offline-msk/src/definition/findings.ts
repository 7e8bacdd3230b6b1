/** What is wrong with a definition and what is worth a warning: one line each, which begins with where that is. */
export class Findings {
  readonly problems: string[];
  readonly warnings: string[];
  readonly #subject: string;
  readonly #path: string;

  constructor(subject = '', path = '', problems: string[] = [], warnings: string[] = []) {
    this.#subject = subject;
    this.#path = path;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** The same lists, for findings about a mapping or a function. */
  about(subject: string): Findings {
    return new Findings(subject, '', this.problems, this.warnings);
  }

  /** The same lists, for findings about a property of the subject. */
  at(property: string): Findings {
    const path = this.#path ? `${this.#path}.${property}` : property;
    return new Findings(this.#subject, path, this.problems, this.warnings);
  }

  /** Gives undefined, which stands for the value that was refused. */
  refuse(text: string): undefined {
    this.problems.push(this.#line(text));
  }

  warn(text: string): void {
    this.warnings.push(this.#line(text));
  }

  #line(text: string): string {
    return `${[this.#subject, this.#path].filter(Boolean).join(': ')} ${text}`;
  }
}

/** The definition holds settings that AWS refuses or that the plugin does not have. Nothing is started. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['These Kafka event source mappings cannot be used:', ...problems].join('\n- '));
    this.problems = problems;
  }
}
