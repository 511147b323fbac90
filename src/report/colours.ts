/** Okabe and Ito's colours, which stay apart under the common colour vision deficiencies, and others behind them. */
export const COLOURS = [
  '#0072b2',
  '#56b4e9',
  '#009e73',
  '#e69f00',
  '#f0e442',
  '#999999',
  '#cc79a7',
  '#d55e00',
  '#8c564b',
  '#332288',
  '#88ccee',
  '#555555',
];
