// How the format says no: the twin of sealing/errors.py.

/** Sealed bytes did not open; never says why. */
export class SealError extends Error {
  constructor() {
    super("sealed bytes refused");
    this.name = "SealError";
  }
}

const MESSAGES = {
  "sealed-not-canonical": "内容不是规范格式，可能在传送中被改动",
  "sealed-version-unknown": "不支持的格式版本，请刷新页面或更新客户端",
  "sealed-malformed": "内容的字段、长度或取值不符合封装格式",
  "sealed-too-large": "内容超过格式允许的大小",
  "panel-malformed": "开启人员名单不符合要求（至少两人方可解密，序号连续，公钥可用且互不相同）",
  "panel-hash-wrong": "开启人员名单与其哈希不符",
  "panel-differs": "平台给出的开启人员名单与公告不一致，已停止封装",
  "bidder-key-differs": "平台给出的递交人公钥与您的密钥盒不一致，已停止提交",
  "bidder-key-unusable": "递交人公钥不能使用，请重新生成密钥",
  "envelopes-wrong": "信封应依次为资格、技术、报价三个",
  "shares-wrong": "密钥份额与开启人员不对应",
  "files-duplicate": "文件编号重复",
  "files-too-many": "文件或分片数量超过上限",
  "files-unfinished": "尚有文件未上传完毕",
  "part-missing": "密封文件缺少必须的部分",
  "file-size-wrong": "文件大小与分片数不符",
  "file-changed": "所选文件与先前上传的内容不同，将以新密钥重新封装",
  "file-empty": "文件是空的（0字节），请检查后重新选择",
  "file-too-large": "文件超过单个文件的大小上限",
  "file-format": "文件格式不在可递交的格式之列",
  "file-twice": "内容相同的文件已经添加过",
  "file-differs": "所选文件与先前上传的内容不同（指纹不符），未予接续；如需更换，请移除原文件后另行添加",
  "file-unreadable": "无法读取所选文件，可能已被移动、改名或正被其他程序占用，请重新选择",
  "draft-foreign": "已有一份未递交的草稿，但它不是用您现在的密钥保存的，无法恢复",
  "contents-wrong": "加密目录与封装的文件不一致",
  "form-malformed": "报价表不是有效内容",
  "signature-wrong": "签名无效，内容与签名人不符",
  "proof-wrong": "包含证明不成立，所载条目不在签名的审计日志中",
  "entry-differs": "审计日志条目与回执所载内容不一致",
  "root-differs": "密封文件清单与凭证所载密封文件根哈希不一致",
  "share-refused": "密钥份额与递交人的承诺不符",
  "key-refused": "解出的内容密钥与递交人自己的承诺不符",
  "browser-too-old": "浏览器不支持密封文件所需的加密功能，请使用 Chromium 137 及以上版本（新版 Edge、Chrome、360、信创浏览器等）",
};

/** A refusal with a public code and a Chinese sentence; `facts` attributes it. */
export class Refused extends Error {
  constructor(code, facts = {}) {
    super(MESSAGES[code] ?? code);
    this.name = "Refused";
    this.code = code;
    this.facts = facts;
  }
}
