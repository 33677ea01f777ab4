import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { invalid, ServiceException } from '../serviceException.ts'
import type { Store } from '../store.ts'

/** The key kinds answered: one to encrypt, one to sign. */
export type KeySpec = 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256'

/** A key of this store; `created` in milliseconds. */
export interface KmsKey {
  readonly id: string
  readonly spec: KeySpec
  readonly created: number
  readonly enabled: boolean
  /** When (ms) it may be deleted, where that is scheduled. */
  readonly deletion: number | undefined
  readonly description: string
  readonly key: KeyObject
}

/** The SQL of this store. */
export const keysSchema = `
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, spec TEXT NOT NULL, created INTEGER NOT NULL, enabled INTEGER NOT NULL,
  description TEXT NOT NULL, material BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aliases (name TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES keys) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deletions (key TEXT PRIMARY KEY REFERENCES keys, due INTEGER NOT NULL) STRICT, WITHOUT ROWID;`

const account = 'arn:aws:kms:us-east-1:000000000000:'

/** The ARN under which a key is named in replies. */
export function arnOf({ id }: KmsKey): string {
  return `${account}key/${id}`
}

/** The keys and aliases of a store. */
export class Keys {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  create(spec: KeySpec, { created, description }: { created: number; description: string }): KmsKey {
    const id = randomUUID()
    const material = newMaterial(spec)
    this.#store.transaction(() =>
      this.#store
        .prepare('INSERT INTO keys (id, spec, created, enabled, description, material) VALUES (?, ?, ?, 1, ?, ?)')
        .run(id, spec, created, description, material),
    )
    return { id, spec, created, enabled: true, deletion: undefined, description, key: keyObject(spec, material) }
  }

  /** @throws ServiceException AlreadyExistsException, ValidationException */
  alias(name: string, key: KmsKey): void {
    if (!/^alias\/[A-Za-z0-9/_-]{1,249}$/.test(name) || name.startsWith('alias/aws/'))
      throw invalid('Invalid alias name')
    if (this.#store.prepare('SELECT 1 FROM aliases WHERE name = ?').get(name) !== undefined) {
      throw new ServiceException('AlreadyExistsException', 'An alias with this name already exists')
    }
    this.#store.transaction(() =>
      this.#store.prepare('INSERT INTO aliases (name, key) VALUES (?, ?)').run(name, key.id),
    )
  }

  /** @throws ServiceException KMSInvalidStateException for a key that is to be deleted */
  setEnabled(key: KmsKey, enabled: 0 | 1): void {
    assertKept(key)
    this.#store.transaction(() => this.#store.prepare('UPDATE keys SET enabled = ? WHERE id = ?').run(enabled, key.id))
  }

  /** From now on it can be deleted at `due` (ms), which nobody here does. @throws ServiceException KMSInvalidStateException */
  scheduleDeletion(key: KmsKey, due: number): void {
    assertKept(key)
    this.#store.transaction(() => {
      this.#store.prepare('INSERT INTO deletions (key, due) VALUES (?, ?)').run(key.id, due)
      // So that it is disabled once the deletion is cancelled.
      this.#store.prepare('UPDATE keys SET enabled = 0 WHERE id = ?').run(key.id)
    })
  }

  /** @throws ServiceException KMSInvalidStateException for a key that is not to be deleted */
  cancelDeletion({ id, deletion }: KmsKey): void {
    if (deletion === undefined)
      throw new ServiceException('KMSInvalidStateException', 'The key is not pending deletion')
    this.#store.transaction(() => this.#store.prepare('DELETE FROM deletions WHERE key = ?').run(id))
  }

  /** The key of an id, an alias, or the ARN of either. @throws ServiceException NotFoundException */
  get(reference: string): KmsKey {
    const name = reference.startsWith(account) ? reference.slice(account.length).replace(/^key\//, '') : reference
    const key = this.find(name.startsWith('alias/') ? this.#aliased(name) : name)
    if (key === undefined) throw new ServiceException('NotFoundException', 'The key or alias does not exist')
    return key
  }

  /** The key of an id, or undefined. */
  find(id: string): KmsKey | undefined {
    const row = this.#store.prepare('SELECT keys.*, due FROM keys LEFT JOIN deletions ON key = id WHERE id = ?').get(id)
    if (row === undefined || !(row.material instanceof Uint8Array)) return undefined
    const spec = row.spec === 'ECC_NIST_P256' ? 'ECC_NIST_P256' : 'SYMMETRIC_DEFAULT'
    return {
      id,
      spec,
      created: Number(row.created),
      enabled: row.enabled === 1,
      deletion: row.due === null ? undefined : Number(row.due),
      description: String(row.description),
      key: keyObject(spec, row.material),
    }
  }

  #aliased(name: string): string {
    return String(this.#store.prepare('SELECT key FROM aliases WHERE name = ?').get(name)?.key ?? '')
  }
}

/** @throws ServiceException KMSInvalidStateException, DisabledException, InvalidKeyUsageException */
export function assertUsable(key: KmsKey, spec: KeySpec): void {
  assertKept(key)
  if (!key.enabled) throw new ServiceException('DisabledException', 'The key is disabled')
  if (key.spec !== spec) {
    throw new ServiceException('InvalidKeyUsageException', 'The key usage does not allow this operation')
  }
}

function assertKept({ deletion }: KmsKey): void {
  if (deletion !== undefined) throw new ServiceException('KMSInvalidStateException', 'The key is pending deletion')
}

function newMaterial(spec: KeySpec): Buffer {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return privateKey.export({ format: 'der', type: 'pkcs8' })
}

function keyObject(spec: KeySpec, material: Uint8Array): KeyObject {
  const bytes = Buffer.from(material)
  return spec === 'SYMMETRIC_DEFAULT'
    ? createSecretKey(bytes)
    : createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
}
