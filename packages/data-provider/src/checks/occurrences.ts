/** How often a fault occurs and where first. */
export class Occurrences {
  count = 0;
  first = -1;

  add(row: number): void {
    if (this.count === 0) this.first = row;
    this.count += 1;
  }
}
