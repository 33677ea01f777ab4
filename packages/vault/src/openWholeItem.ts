import { VaultError } from './errors.ts'
import { openLargePart } from './largePart.ts'
import { type Opening, openParts } from './openItem.ts'

/**
 * What `openItem` opens, those of its classes too that are in documents: each from its row or from the document that the
 * row names, which `find` brings, undefined where there is none. Nothing is given before all of it is verified.
 * @throws ERR_VAULT_INTEGRITY also for a document that is not there, is another, or is not whole; ERR_VAULT_PERMIT
 */
export async function openWholeItem(
  options: Opening & {
    readonly classes: Readonly<Record<string, { readonly id: number }>>
    readonly find: (name: string) => Promise<Uint8Array | undefined>
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { classes, find } = options
  const { parts, documents } = openParts(options)
  for (const [name, document] of Object.entries(documents)) {
    const [id, sealed] = [classes[name]?.id, await find(document)]
    if (id === undefined || sealed === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
    parts[name] = await openLargePart({ ...options, class: { name, id }, name: document }, sealed)
  }
  return parts
}
