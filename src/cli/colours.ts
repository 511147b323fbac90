import pc from 'picocolors';

/** Colours as a stream can show them: none where it is no terminal, or where NO_COLOR is set. */
export const coloursFor = (stream: NodeJS.WriteStream) =>
  pc.createColors(stream.isTTY === true && stream.hasColors());
