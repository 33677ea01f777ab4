import { isUtf8 } from 'node:buffer'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ImportError } from './errors.ts'

/** Why a file brings nothing at all. */
export type FileRefusal = 'NOT_GZIP' | 'NOT_JSON' | 'TOO_LARGE'

/** A file to import: as it is named in the report, and its text whenever it is asked for. */
export interface Source {
  readonly name: string
  readonly kind: 'json' | 'ndjson'
  /** @throws ImportError UNREADABLE */
  readonly load: () => Promise<{ readonly text: string } | { readonly refusal: FileRefusal }>
}

/** A file is read whole, and V8 holds no string above half a gigabyte. */
const MAX_BYTES = 256 * 1024 * 1024
/** Inflated piece by piece; the default of 16 KB makes large files slow. */
const CHUNK = 256 * 1024
const EXTENSION = /\.(?<kind>json|ndjson)(?:\.gz)?$/i
const unzip = promisify(gunzip)

/** The files under these paths, folders searched to the bottom; each once. @throws ImportError NO_SUCH_PATH, NO_FILES, UNREADABLE */
export async function findSources(paths: readonly string[]): Promise<readonly Source[]> {
  const found = new Map<string, Source>()
  for (const path of paths) {
    const there = await stat(path).catch((cause) => {
      throw new ImportError('NO_SUCH_PATH', { cause })
    })
    const files = there.isDirectory() ? await filesUnder(path) : [path]
    for (const file of files) if (!found.has(resolve(file))) found.set(resolve(file), sourceOf(file))
  }
  if (found.size === 0) throw new ImportError('NO_FILES')
  return [...found.values()]
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((cause) => {
    throw new ImportError('UNREADABLE', { cause })
  })
  return entries
    .filter((entry) => !entry.isDirectory() && EXTENSION.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function sourceOf(path: string): Source {
  const kind = EXTENSION.exec(path)?.groups?.kind?.toLowerCase() === 'ndjson' ? 'ndjson' : 'json'
  return { name: path, kind, load: () => loadFile(path) }
}

async function loadFile(path: string): ReturnType<Source['load']> {
  const bytes = await readBounded(path)
  if (bytes === undefined) return { refusal: 'TOO_LARGE' }
  const plain = /\.gz$/i.test(path) ? await inflate(bytes) : bytes
  if (typeof plain === 'string') return { refusal: plain }
  return isUtf8(plain) ? { text: plain.toString('utf8') } : { refusal: 'NOT_JSON' }
}

async function readBounded(path: string): Promise<Buffer | undefined> {
  try {
    const there = await stat(path)
    // A pipe or a device may never end.
    if (!there.isFile()) throw new ImportError('UNREADABLE')
    return there.size > MAX_BYTES ? undefined : await readFile(path)
  } catch (cause) {
    throw cause instanceof ImportError ? cause : new ImportError('UNREADABLE', { cause })
  }
}

async function inflate(bytes: Buffer): Promise<Buffer | FileRefusal> {
  try {
    return await unzip(bytes, { maxOutputLength: MAX_BYTES, chunkSize: CHUNK })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'TOO_LARGE' : 'NOT_GZIP'
  }
}
