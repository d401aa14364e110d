// Ids of labels, made in the browser. `crypto.randomUUID` is absent on plain http, `getRandomValues` is not.
// Letters and digits alone: an id that begins with - would be a formula to a spreadsheet.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 12;

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
