import { writeElements, type XmlContent } from '../xml.ts'
import { refusal } from './refusal.ts'

/** An element that was read: text or children, never both. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const token = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

/** A document whose root has the namespace of S3. */
export function writeXml(root: string, content: XmlContent): string {
  return `${declaration}\n<${root} xmlns="${namespace}">${writeElements(content)}</${root}>`
}

/** The document of a refusal, which has no namespace. */
export function writeError(code: string, message: string): string {
  return `${declaration}\n${writeElements({ Error: { Code: code, Message: message } })}`
}

/**
 * Reads elements, text, namespace declarations and entities: all that SDK clients send.
 * @throws ServiceException MalformedXML, also for what XML allows beyond these
 */
export function readXml(document: string): XmlElement {
  const text = document.replace(/^\uFEFF?<\?xml[^<>]*\?>/, '').trim()
  const top: Open = { name: '', text: '', children: [] }
  const open = [top]
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const [found, end, name = '', attributes = '', empty, characters] = token.exec(text) ?? []
    const current = open.at(-1)
    if (found === undefined || current === undefined) throw refusal('MalformedXML')
    if (characters !== undefined) current.text += unescaped(characters)
    else if (end === '/') close(open, name)
    else {
      if (/\s(?!xmlns[:=])/.test(attributes.replaceAll(/"[^"]*"/g, ''))) throw refusal('MalformedXML')
      const element = { name, text: '', children: [] }
      current.children.push(element)
      if (empty !== '/') open.push(element)
    }
  }
  const [root, ...others] = top.children
  const stray = open.length !== 1 || others.length > 0 || top.text.trim() !== ''
  if (root === undefined || stray) throw refusal('MalformedXML')
  return root
}

/** Whether XML 1.0 can carry the text (https://www.w3.org/TR/xml/#charsets). */
export function isXmlText(text: string): boolean {
  return /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text)
}

interface Open {
  readonly name: string
  text: string
  readonly children: Open[]
}

function close(open: Open[], name: string): void {
  const closed = open.pop()
  if (closed?.name !== name || open.length === 0) throw refusal('MalformedXML')
  if (closed.children.length === 0) return
  if (closed.text.trim() !== '') throw refusal('MalformedXML')
  closed.text = ''
}

function unescaped(text: string): string {
  const plain = text.replaceAll(/&([^;&]*);?/g, (whole, name: string) => {
    const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? []
    const code = Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16)
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : Object.hasOwn(entities, name) && entities[name]
    if (character === undefined || character === false || !whole.endsWith(';')) throw refusal('MalformedXML')
    return character
  })
  if (!isXmlText(plain)) throw refusal('MalformedXML')
  return plain
}

/** The element, if it has this name and no children but those `known`. @throws ServiceException MalformedXML */
export function expectElement(element: XmlElement, name: string, known: readonly string[]): XmlElement {
  if (element.name !== name) throw refusal('MalformedXML')
  if (element.children.some((child) => !known.includes(child.name))) throw refusal('NotImplemented')
  return element
}

/** The only child of a name, or undefined. @throws ServiceException MalformedXML when there are several */
export function findChild(element: XmlElement, name: string): XmlElement | undefined {
  const [child, ...others] = element.children.filter((it) => it.name === name)
  if (others.length > 0) throw refusal('MalformedXML')
  return child
}

/** The text of the only child of a name. @throws ServiceException MalformedXML when it is absent */
export function getText(element: XmlElement, name: string): string {
  const child = findChild(element, name)
  if (child === undefined) throw refusal('MalformedXML')
  return child.text
}
