// Products of matrices of whole numbers, which wrap around at 32 bits.

/** c [m, n] = a [m, k] · b [k, n]; strides in bytes. Four columns at a time where b's rows are contiguous. */
export function multiplyIntegers(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, c: usize,
): void {
  for (let row = 0; row < m; row++) {
    let column = 0;
    if (bColumn == 4) {
      for (; column + 4 <= n; column += 4) {
        let sum = i32x4.splat(0), from = a, other = b + (<usize>column << 2);
        for (let x = 0; x < k; x++) {
          sum = i32x4.add(sum, i32x4.mul(v128.load32_splat(from), v128.load(other)));
          from += aColumn;
          other += bRow;
        }
        v128.store(c, sum);
        c += 16;
      }
    }
    for (; column < n; column++) {
      let sum: i32 = 0, from = a, other = b + <usize>column * bColumn;
      for (let x = 0; x < k; x++) {
        sum += load<i32>(from) * load<i32>(other);
        from += aColumn;
        other += bRow;
      }
      store<i32>(c, sum);
      c += 4;
    }
    a += aRow;
  }
}
