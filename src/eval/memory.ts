import v8 from 'node:v8';
import vm from 'node:vm';

/** Heap and array buffers in use after a full collection, in MiB. */
export function liveMebibytes(): number {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1048576;
}
