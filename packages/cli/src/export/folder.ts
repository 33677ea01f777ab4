import { chmod, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type FhirResource, fhirJson } from '@wardgraph/fhir'
import { emptyFolder } from '../audit.ts'
import { CliError } from '../command.ts'

/** What a file is called until all of them are whole. */
const UNFINISHED = '.unfinished'

/** A new folder of NDJSON files, one per type, that have their names only when all of them are whole. */
export class Folder {
  readonly #path: string
  readonly #files = new Map<string, FileHandle>()

  private constructor(path: string) {
    this.#path = path
  }

  /** @throws CliError FOLDER_NOT_EMPTY, FOLDER_UNUSABLE */
  static async make(path: string): Promise<Folder> {
    await emptyFolder(path)
    // One that was there may be open to others.
    await chmod(path, 0o700).catch((cause) => {
      throw new CliError('FOLDER_UNUSABLE', 'the folder of --out cannot be closed to others.', { cause })
    })
    return new Folder(path)
  }

  /** Adds a line for each resource to the file of the type. */
  async add(type: string, resources: readonly FhirResource[]): Promise<void> {
    if (resources.length === 0) return
    const file = this.#files.get(type) ?? (await open(this.#at(type) + UNFINISHED, 'wx', 0o600))
    this.#files.set(type, file)
    // One by one: all of them may be more than a string holds.
    for (const one of resources) await file.appendFile(lineOf(one))
  }

  /** Gives the files their names. */
  async finish(): Promise<void> {
    for (const file of this.#files.values()) {
      await file.sync()
      await file.close()
    }
    for (const type of this.#files.keys()) await rename(this.#at(type) + UNFINISHED, this.#at(type))
  }

  /** Takes away what was written: it is not whole. */
  async discard(): Promise<void> {
    for (const [type, file] of this.#files) {
      await file.close()
      await rm(this.#at(type) + UNFINISHED, { force: true })
    }
  }

  #at(type: string): string {
    return join(this.#path, `${type}.ndjson`)
  }
}

function lineOf(resource: FhirResource): string {
  return `${fhirJson(resource)}\n`
}
