import { companies, departments, fractions, type NameRule, numbers, products, whole } from './rule.ts'

export const commerceRules: readonly NameRule[] = [
  {
    kind: 'company',
    names:
      'company|company name|organization|organisation|organization name|org name|business name|employer|supplier|vendor|' +
      'manufacturer|brand|publisher|firma|entreprise|societe|empresa|legal name|ship via',
    together: true,
  },
  { kind: 'company', names: 'name|nom|nombre|title', together: true, of: companies },
  {
    kind: 'department',
    names: 'department|department name|dept|dept name|division|abteilung|departamento',
  },
  { kind: 'department', names: 'name|title', of: departments },
  { kind: 'industry', names: 'industry|sector|branche', together: true },
  { kind: 'vat-id', names: 'vat|vat number|vat id|tax number|ust id', together: true, least: 10 },
  { kind: 'product-name', names: 'product|product name|item name|article name|produkt|produit|producto' },
  { kind: 'product-name', names: 'name|title|nom|nombre', of: products },
  { kind: 'product-category', names: 'product category|product type|category', of: products },
  { kind: 'sku', names: 'sku|article number|item number|product code|part number|stock code|artikelnummer' },
  { kind: 'isbn', names: 'isbn|isbn 13|isbn 10', least: 10 },
  { kind: 'ean', names: 'ean|ean 13|gtin|upc|barcode|bar code', least: 8 },
  {
    kind: 'price',
    names:
      'price|unit price|list price|sale price|retail price|cost|unit cost|preis|prix|precio|prezzo|rate|rental rate|replacement cost',
    types: fractions,
  },
  {
    kind: 'amount',
    names: 'salary|annual salary|income|gehalt|salaire|salario|wage',
    types: numbers,
    options: { min: 20000, max: 200000, median: 55000, sigma: 0.4 },
  },
  {
    kind: 'amount',
    names: 'budget|gnp|gnpold|gdp|turnover|credit limit',
    types: numbers,
    options: { min: 1000, max: 5000000, median: 80000, sigma: 1.2 },
  },
  {
    kind: 'amount',
    names:
      'amount|total|subtotal|sub total|grand total|balance|fee|freight|shipping|shipping cost|tax|tax amount|revenue|' +
      'profit|deposit|payment|credit|debit|charge|value|betrag|summe|montant|importe|donation|discount amount|bonus|' +
      'commission amount|saldo|price|cost|unit price',
    types: fractions,
  },
  {
    kind: 'integer',
    names: 'price cents|amount cents|cents|price|amount|cost|total|balance|fee',
    types: whole,
    options: { min: 1, max: 100000 },
  },
  {
    kind: 'currency-code',
    names: 'currency|currency code|iso currency|wahrung|waehrung|devise|moneda|divisa',
    least: 3,
  },
  { kind: 'currency-symbol', names: 'currency symbol', least: 3 },
  { kind: 'iban', names: 'iban', least: 34 },
  { kind: 'bic', names: 'bic|swift|swift code|bic swift', least: 8 },
  {
    kind: 'credit-card',
    names: 'credit card|credit card number|card number|cc number|ccnum|pan',
    together: true,
    least: 16,
  },
  { kind: 'card-brand', names: 'card type|card brand|credit card type|cc type', together: true, least: 16 },
  { kind: 'cvv', names: 'cvv|cvc|security code', together: true, least: 4 },
  { kind: 'card-expiry', names: 'card expiry|card expiration|expiry', together: true, least: 5, most: 7 },
  { kind: 'account-number', names: 'account number|bank account|kontonummer|account no', least: 10 },
  {
    kind: 'integer',
    names: 'quantity|qty|count|units|items|anzahl|menge|quantite|cantidad',
    types: whole,
    options: { min: 1, max: 20 },
  },
  {
    kind: 'integer',
    names: 'stock|in stock|units in stock|inventory|on hand|stock quantity|units on order|reorder level',
    types: whole,
    options: { min: 0, max: 500 },
  },
  {
    kind: 'decimal',
    names: 'discount|discount rate|commission|commission rate|ratio|probability|share|fraction|confidence|weighting',
    types: fractions,
    options: { min: 0, max: 1 },
  },
  {
    kind: 'pattern',
    names: 'quantity per unit',
    options: { pattern: '(6|10|12|24|48) (boxes|bottles|jars|bags)' },
    least: 10,
  },
]
