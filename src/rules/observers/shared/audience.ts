/** Listeners of whom each has handlers for what it wants to hear. Whoever has none for a thing is not asked: of a hundred, a few have. */
export class Audience<Handlers extends object> {
  readonly #all: Handlers[] = [];
  readonly #to = new Map<keyof Handlers, readonly Handlers[]>();

  join(listener: Handlers): void {
    this.#all.push(listener);
    this.#to.clear();
  }

  /** Those who have a handler of this name, in the order in which they joined. */
  to(name: keyof Handlers): readonly Handlers[] {
    const known = this.#to.get(name);
    if (known !== undefined) return known;
    const found = this.#all.filter((listener) => listener[name] !== undefined);
    this.#to.set(name, found);
    return found;
  }
}
