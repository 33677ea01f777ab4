import { refusal } from './refusal.ts'

const lineLimit = 1024

/**
 * The bytes of an aws-chunked body without signatures; puts what trails them into `trailers`, names in lower case
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
 * @throws ServiceException IncompleteBody when it ends early or is not of this form
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const input = new Input(source)
  try {
    for (let size = sizeOf(await input.line()); size > 0; size = sizeOf(await input.line())) {
      yield* input.take(size)
      if ((await input.line()) !== '') throw refusal('IncompleteBody')
    }
    for (let line = await input.line(); line !== ''; line = await input.line()) {
      const colon = line.indexOf(':')
      trailers.set(line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim())
    }
    if (!(await input.ended())) throw refusal('IncompleteBody')
  } finally {
    await input.close()
  }
}

function sizeOf(line: string): number {
  if (!/^[0-9a-f]{1,9}$/i.test(line)) throw refusal('IncompleteBody')
  return Number.parseInt(line, 16)
}

class Input {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The text up to the next CR LF, without it. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n')
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end)
        this.#rest = this.#rest.subarray(end + 2)
        return line
      }
      if (this.#rest.length > lineLimit || !(await this.#more())) throw refusal('IncompleteBody')
    }
  }

  async *take(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw refusal('IncompleteBody')
      const bytes = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(bytes.length)
      left -= bytes.length
      if (bytes.length > 0) yield bytes
    }
  }

  async ended(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more())
  }

  /** Lets go of the source, so that whoever refuses the body can drop the rest of it. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return true
  }
}
