/**
 * Fonts of figures, the first that is there: browsers know `system-ui`, the renderer of PNG only what is installed. No
 * quotation marks, which CSS does not need here and resvg-js 2.6.2 understands around the first name only.
 */
export const FIGURE_FONT =
  'system-ui, Segoe UI, Helvetica Neue, Noto Sans, Open Sans, Liberation Sans, DejaVu Sans, Arial, sans-serif';
