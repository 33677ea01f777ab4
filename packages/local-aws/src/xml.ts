/** The content of an element to write: text, or elements by name; a list repeats its name, undefined writes nothing. */
export type XmlContent = string | number | boolean | { readonly [name: string]: XmlContent | XmlList | undefined }
type XmlList = readonly XmlContent[]

/** The content as XML, without anything around it. */
export function writeElements(content: XmlContent): string {
  if (typeof content !== 'object') return escaped(String(content))
  const named = Object.entries(content).flatMap(([name, value]) => {
    const list = Array.isArray(value) ? value : [value]
    return list.map((it) => (it === undefined ? '' : `<${name}>${writeElements(it)}</${name}>`))
  })
  return named.join('')
}

/** White space is escaped too: XML processors would normalise it. */
function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
