import { randomBytes } from 'node:crypto'
import { loadPeers } from './peers.ts'

type Context = Readonly<Record<string, string>>
type Materials = { readonly materials: unknown }

/** What is called of the peers. */
interface Peers {
  readonly buildClient: (policy: string) => {
    readonly encrypt: (
      materials: unknown,
      plaintext: Uint8Array,
      options: { readonly suiteId: number; readonly encryptionContext: Context },
    ) => Promise<{ readonly result: Buffer }>
    readonly decrypt: (materials: unknown, message: Buffer) => Promise<{ readonly plaintext: Buffer }>
  }
  readonly RawAesKeyringNode: new (options: Readonly<Record<string, unknown>>) => unknown
  readonly getLocalCryptographicMaterialsCache: (capacity: number) => unknown
  readonly NodeCachingMaterialsManager: new (options: Readonly<Record<string, unknown>>) => Materials
  readonly generateKey: () => string
  readonly parseKeySync: (key: string) => unknown
  readonly encryptStringSync: (text: string, key: unknown) => string
  readonly decryptStringSync: (text: string, key: unknown) => string
}

const NAMES = ['@aws-crypto/client-node', '@47ng/cloak']
const CALLED: readonly (keyof Peers)[] = [
  'buildClient',
  'RawAesKeyringNode',
  'getLocalCryptographicMaterialsCache',
  'NodeCachingMaterialsManager',
  'generateKey',
  'parseKeySync',
  'encryptStringSync',
  'decryptStringSync',
]
/** AES-256-GCM under HKDF-SHA512 with key commitment and without signature: what the item MAC does for a row. */
const SUITE = 0x0478
/** AES-256-GCM without derivation, by which the keyring wraps data keys. */
const WRAPPING = 0x0078

/** A record's fields by name, each sealed and opened by itself. */
export type FieldByField = (fields: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>

/** The same record by the AWS Encryption SDK and by cloak, keys in memory, at their fastest. */
export function fieldByField(): Record<'AWS Encryption SDK' | 'cloak', FieldByField> {
  const peers = loadPeers<Peers>(NAMES, CALLED)
  return { 'AWS Encryption SDK': awsFields(peers), cloak: cloakFields(peers) }
}

/** One context for all, so that every message but the first has its data key from the cache. */
function awsFields(peers: Peers): FieldByField {
  const { encrypt, decrypt } = peers.buildClient('REQUIRE_ENCRYPT_REQUIRE_DECRYPT')
  const keyring = new peers.RawAesKeyringNode({
    keyNamespace: 'bench',
    keyName: 'bench',
    unencryptedMasterKey: randomBytes(32),
    wrappingSuite: WRAPPING,
  })
  const cache = peers.getLocalCryptographicMaterialsCache(1_000)
  const materials = new peers.NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache,
    maxAge: 5 * 60_000,
    partition: 'bench',
  })
  const options = { suiteId: SUITE, encryptionContext: { tenant: 'clinicclinic' } }
  return async (fields) => {
    const opened: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields)) {
      const { result } = await encrypt(materials, Buffer.from(JSON.stringify(value)), { ...options })
      const { plaintext } = await decrypt(materials, result)
      opened[name] = JSON.parse(plaintext.toString())
    }
    return opened
  }
}

function cloakFields({ generateKey, parseKeySync, encryptStringSync, decryptStringSync }: Peers): FieldByField {
  const key = parseKeySync(generateKey())
  return async (fields) => {
    const opened: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields)) {
      const sealed = encryptStringSync(JSON.stringify(value), key)
      opened[name] = JSON.parse(decryptStringSync(sealed, key))
    }
    return opened
  }
}
