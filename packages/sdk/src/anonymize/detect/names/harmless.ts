import type { NameRule } from './name-rule.ts'

const anything = ['text', 'number', 'flag', 'day', 'bytes', 'network', 'place', 'structure'] as const

/** Names that say what is nobody's, or what would be taken for something else. */
export const harmlessNames: readonly NameRule[] = [
  {
    class: 'harmless',
    types: anything,
    names: {
      en:
        'phone country code|telephone country code|dial code|dialing code|calling code|country dial code|phone type|address type|email type|phone status|email status|email verified|phone verified|is email verified|' +
        'password changed at|password expires|password length|email count|name length|file name|filename|table name|column name|event name|class name|function name|product name|item name|brand name|category name|' +
        'tag name|role name|group name|department name|dept name|plan name|currency|currency code|time zone|timezone|mime type|content type|media type|color|colour|version|sort order|' +
        'card type|cc type|credit card type|card brand|content hash|file hash|checksum|etag|sha 256|md 5|unit|status|file path|ip count|city count|country count|page age|cache age|state machine|' +
        'message type|notification type|comment count|note count|attachment count|contact type|company type|company size|job status|job type|job name|queue|image width|image height|ship via|model name|' +
        'email template|template name|stage name|step name|host count|domain count|state count|token count|token type|grant type',
    },
  },
  {
    class: 'harmless',
    types: ['day'],
    names: {
      en: 'created at|updated at|deleted at|created|updated|modified|last update|last updated|modified at|last modified|inserted at|create date|update date|creation date|created on|updated on|modified on|date created|date modified|date added|modified date|expires at|published at|archived at|synced at|processed at|row created|row updated|release date|valid from|valid to|from date|to date|start date|end date|effective date',
      de: 'erstellt am|geaendert am|angelegt am',
      fr: 'date creation|date modification',
      es: 'fecha creacion|fecha modificacion',
    },
  },
]
