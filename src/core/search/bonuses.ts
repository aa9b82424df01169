/** What numbered things are worth beside their match, and the most any is. */
export class Bonuses {
  values = new Float32Array(1 << 7);
  most = 0;

  set(id: number, bonus: number): void {
    if (id >= this.values.length) {
      const larger = new Float32Array(2 * Math.max(id, this.values.length));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[id] = bonus;
    this.most = Math.max(this.most, bonus);
  }
}
