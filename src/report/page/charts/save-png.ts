/** Hands canvases of one size, laid on each other, to the person as a PNG file. */
export function savePng(
  layers: readonly (HTMLCanvasElement | null)[],
  background: string,
  fileName: string,
): void {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const [first] = layers;
  if (!first || !context) return;
  canvas.width = first.width;
  canvas.height = first.height;
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of layers) if (layer) context.drawImage(layer, 0, 0);
  const link = document.createElement('a');
  link.href = canvas.toDataURL('image/png');
  link.download = fileName;
  link.click();
}
