/** Labels, and where their links lead: every surface shows the host there as well. */
export const DISGUISED: readonly (readonly [label: string, url: string, host: string])[] = [
  ['https://bank.kr', 'https://evil.kr/x', 'evil.kr'],
  ['bank.kr', 'https://evil.kr', 'evil.kr'],
  ['http://bank', 'https://evil.kr', 'evil.kr'],
  ['은행(www.bank.kr)에서', 'https://evil.kr', 'evil.kr'],
  ['ｂａｎｋ．ｋｒ', 'https://evil.kr', 'evil.kr'],
  ['bank。kr', 'https://evil.kr', 'evil.kr'],
  ['ba\u200bnk.\u2060kr', 'https://evil.kr', 'evil.kr'],
  ['bank.kr', 'https://bank.kr.evil.kr', 'bank.kr.evil.kr'],
  ['BANK.KR', 'https://evil.kr', 'evil.kr'],
  ['b\u0430nk.kr', 'https://bank.kr', 'bank.kr'],
  ['me@bank.kr', 'mailto:me@evil.kr', 'evil.kr'],
];

/** Labels that promise nothing else than where their links lead. */
export const HONEST: readonly (readonly [label: string, url: string])[] = [
  ['여기', 'https://evil.kr'],
  ['bank.kr', 'https://bank.kr/login'],
  ['www.bank.kr', 'https://bank.kr'],
  ['https://bank.kr', 'https://www.bank.kr:8443/x'],
  ['bank.kr', 'https://login.bank.kr'],
  ['9.5점, 3.14', 'https://film.kr'],
  ['https://bank.kr (evil.kr)', 'https://evil.kr'],
];
