export interface WidgetFile {
  file: string;
  bytes: number;
  gzip: number;
  lazy: boolean;
}
export function buildWidget(options?: {
  outdir?: string;
  minify?: boolean;
  embed?: string;
}): Promise<WidgetFile[]>;
export function sizeTable(files: WidgetFile[]): string;
