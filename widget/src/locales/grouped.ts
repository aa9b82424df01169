/** A whole number with its thousands apart. (The browser's own way costs a slow phone 50 ms the first time.) */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
