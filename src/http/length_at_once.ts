type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Piece = Awaited<ReturnType<Reader["read"]>>;

/** Turns of the queue of promises within which both runtimes give a piece that is there already: twice what they take. */
const TURNS = 4;

/** The most pieces that are read ahead: Bun gives a long text in pieces of two megabytes. */
const PIECES = 32;

/**
 * The length of a response's body if it is there as a whole, without which nobody can say whether it is streamed;
 * `undefined` when it isn't, NaN when somebody else reads it. The response itself is not touched, so that the runtime sends a text as it always does;
 * of a stream, the pieces that are there are read ahead, and one more.
 */
export async function lengthAtOnce(response: Response): Promise<number | undefined> {
  // A copy of a body that is there costs little. To look at the response's own would make a stream of it.
  const copy = copyOf(response);
  if (copy === undefined) return NaN;
  const reader = copy.body?.getReader();
  if (reader === undefined) return 0;
  let length = 0;
  for (let pieces = 0; pieces <= PIECES; pieces++) {
    const piece = await soon(reader.read());
    if (piece === undefined) break;
    if (piece.done) return length;
    length += piece.value.byteLength;
  }
  // Resolves only when the other copy has ended, too.
  reader.cancel().catch(() => {});
  return undefined;
}

/** What a promise gives if it does so soon. */
async function soon(read: Promise<Piece>): Promise<Piece | undefined> {
  let piece: Piece | undefined;
  // Of a failure, whoever reads the response is told.
  read.then((found) => piece = found, () => {});
  for (let turn = 0; turn < TURNS && piece === undefined; turn++) await undefined;
  return piece;
}

/** Nothing when somebody else has begun to read the body. */
function copyOf(response: Response): Response | undefined {
  try {
    return response.clone();
  } catch {
    return undefined;
  }
}
