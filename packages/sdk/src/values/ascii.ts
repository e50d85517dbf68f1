import { derive } from './lists.ts'

/** One line a script: pairs of its letters and what stands for them in Latin. */
const tables = [
  // Latin beyond what decomposes
  'ß ss æ ae œ oe ø o đ d ð d þ th ł l ı i ħ h ŋ ng ə e ʻ _ ʼ _ ’ _ ĸ k',
  // Cyrillic, with the letters of Ukrainian, Macedonian, Serbian and Mongolian
  'а a б b в v г g д d е e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ _ ы y ь _ э e ю yu я ya і i ї yi є ye ґ g ѓ gj ѕ dz ј j љ lj њ nj ќ kj ћ c ђ dj џ dzh ө o ү u',
  // Greek
  'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o',
  // Armenian
  'ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev',
  // Georgian
  'ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h',
  // Hebrew
  'א a ב b ג g ד d ה h ו v ז z ח ch ט t י i כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף f צ ts ץ ts ק k ר r ש sh ת t',
  // Arabic, with the letters of Persian, Urdu and Kurdish
  'ا a أ a إ i آ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ک k ل l م m ن n ه h ھ h ة a و w ؤ u ي y ی y ى a ئ i ء _ پ p چ ch ژ zh گ g ڤ v ڕ r ڵ l ۆ o ێ e ە e ٹ t ڈ d ڑ r ں n ہ h ے e ۀ e',
]

const letters = new Map(
  tables.flatMap((table) => {
    const parts = table.split(' ')
    return parts.flatMap((letter, i) => (i % 2 === 0 ? [[letter, parts[i + 1]!.replace('_', '')] as const] : []))
  }),
)

const initials = 'g kk n d tt r m b pp s ss - j jj ch k t p h'.split(' ').map((sound) => sound.replace('-', ''))
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const finals = '- k k k n n n t l k m l l l p l m p p t t ng t t k t p t'
  .split(' ')
  .map((sound) => sound.replace('-', ''))

/** Hangul syllables are numbered by their three sounds. */
function syllable(code: number): string {
  const index = code - 0xac00
  return initials[Math.floor(index / 588)]! + vowels[Math.floor((index % 588) / 28)]! + finals[index % 28]!
}

/** Lower-case a to z and nothing else; empty where a script has no letters that could be spelled out. */
export function asciiLetters(text: string): string {
  let result = ''
  for (const raw of text.toLowerCase().normalize('NFC')) {
    const code = raw.codePointAt(0)!
    if (code >= 0xac00 && code <= 0xd7a3) result += syllable(code)
    else result += letters.get(raw) ?? [...raw.normalize('NFKD')].map((part) => letters.get(part) ?? part).join('')
  }
  return result.replace(/[^a-z]/g, '')
}

/** Each name in its place as a to z; names of scripts that can't be spelled out borrow one of `others`. */
export function asciiNames(names: readonly string[], others: readonly string[]): readonly string[] {
  return derive(names, 'ascii', (list) =>
    list.map((name, i) => {
      const spelled = asciiLetters(name)
      return spelled.length > 1 ? spelled : asciiLetters(others[i % others.length]!)
    }),
  )
}
