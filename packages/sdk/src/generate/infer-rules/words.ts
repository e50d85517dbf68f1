import { categories, groups, type NameRule, works } from './rule.ts'

const weighted = (values: readonly string[], weights: readonly number[]) => ({ values, weights })

export const wordRules: readonly NameRule[] = [
  {
    kind: 'title',
    names:
      'title|subject|headline|heading|titel|titre|titulo|caption|betreff|sujet|topic|track name|album name|film title|' +
      'bezeichnung|libelle',
  },
  { kind: 'title', names: 'name', of: works },
  { kind: 'product-category', names: 'name|title', of: categories },
  { kind: 'product-category', names: 'category|category name|kategorie|categorie|categoria' },
  { kind: 'word', names: 'name|label', of: groups },
  { kind: 'word', names: 'genre|tag|keyword' },
  { kind: 'words', names: 'tags|keywords|labels' },
  { kind: 'sentence', names: 'tagline|slogan|short description|excerpt|teaser|abstract|summary' },
  { kind: 'paragraph', names: 'description|desc|beschreibung|descripcion|descrizione|details|synopsis|overview' },
  { kind: 'review', names: 'review|review text|feedback|testimonial' },
  {
    kind: 'sentence',
    names:
      'comment|comments|note|notes|remark|remarks|memo|kommentar|bemerkung|notiz|commentaire|comentario|notas|reason|' +
      'message|msg|reply|answer|question',
    nullRate: 0.3,
  },
  { kind: 'html', names: 'html|html body|body html' },
  { kind: 'markdown', names: 'markdown|readme' },
  { kind: 'text', names: 'body|content|text|article|inhalt|contenu|contenido|story' },
  { kind: 'order-status', names: 'order status|fulfillment status|shipping status' },
  {
    kind: 'order-status',
    names: 'status|state',
    of: new Set(['order', 'shipment', 'delivery', 'purchase', 'commande', 'bestellung']),
  },
  { kind: 'status', names: 'status|state|payment status|zustand|statut|estado' },
  { kind: 'priority', names: 'priority|severity|prioritaet|priorite' },
  { kind: 'transaction-type', names: 'transaction type|payment type' },
  {
    kind: 'one-of',
    names: 'payment method|paid by|pay method',
    options: weighted(['card', 'paypal', 'bank transfer', 'cash'], [6, 3, 2, 1]),
  },
  { kind: 'one-of', names: 'size', options: { values: ['XS', 'S', 'M', 'L', 'XL'] }, whole: true },
  { kind: 'one-of', names: 'role|user role', options: weighted(['user', 'editor', 'admin'], [8, 2, 1]) },
  {
    kind: 'one-of',
    names: 'plan|tier|subscription plan',
    options: weighted(['free', 'basic', 'pro', 'enterprise'], [5, 3, 2, 1]),
  },
  {
    kind: 'one-of',
    names: 'level|log level',
    options: weighted(['debug', 'info', 'warn', 'error'], [2, 6, 2, 1]),
    of: new Set(['log', 'event', 'message', 'entry']),
  },
  {
    kind: 'one-of',
    names: 'unit|unit of measure|uom|einheit',
    options: { values: ['piece', 'box', 'kg', 'l', 'm'] },
  },
  { kind: 'emoji', names: 'emoji|reaction' },
  { kind: 'words', names: 'name|nom|nombre|nome|label' },
  {
    kind: 'pattern',
    names: 'no|number|num|nr|nummer|numero|code|ref|reference|key|id|identifier',
    options: { pattern: '[A-Z]{2}-[1-9]\\d{5}' },
    least: 9,
  },
]
