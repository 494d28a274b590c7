// 统一社会信用代码 (GB 32100-2015): the twin of core/credit_codes.py, bound to it by tests/vectors/credit_codes.json.

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const TYPES = { 1: "1239", 2: "19", 3: "123459", 4: "19", 5: "1239", 6: "129", 7: "129", 8: "19", 9: "123", A: "19", N: "1239", Y: "1" };
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

/** `{ value }` in capitals and without blanks, or `{ message }`. */
export function readCreditCode(typed) {
  const code = typed.normalize("NFKC").replace(/[\t\n\r ]/g, "").toUpperCase();
  const message = fault(code);
  return message ? { message } : { value: code };
}

function fault(code) {
  if (!SHAPE.test(code)) return "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）";
  if (!TYPES[code[0]]?.includes(code[1])) return "统一社会信用代码前两位不是登记管理部门和机构类别的代码";
  if (!/^[0-9]{6}$/.test(code.slice(2, 8))) return "统一社会信用代码第3至8位应为行政区划代码";
  return code[17] === checkCharacter(code) ? null : "统一社会信用代码的校验位不正确，请核对是否填错";
}

function checkCharacter(code) {
  const total = WEIGHTS.reduce((sum, weight, place) => sum + weight * ALPHABET.indexOf(code[place]), 0);
  return ALPHABET[(31 - (total % 31)) % 31];
}
