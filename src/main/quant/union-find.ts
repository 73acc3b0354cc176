/** Disjoint sets with path halving; items join a set of their own when first named. */
export class UnionFind<T> {
  private readonly parents = new Map<T, T>()

  /** The item that stands for the set of `item`. */
  find(item: T): T {
    let current = item
    for (let parent = this.parentOf(current); parent !== current; parent = this.parentOf(current)) {
      const grandparent = this.parentOf(parent)
      this.parents.set(current, grandparent)
      current = grandparent
    }
    return current
  }

  /** Makes one set of the sets of two items. */
  union(one: T, other: T): void {
    this.parents.set(this.find(one), this.find(other))
  }

  private parentOf(item: T): T {
    return this.parents.get(item) ?? item
  }
}
