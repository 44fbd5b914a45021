/** A text to a telephone. `phone`: E.164 digits without `+`. */
export interface SmsIntent {
  /** Ours, UUID; given to providers that refuse a repetition by it. */
  messageId: string;
  phone: string;
  text: string;
}

export interface EmailIntent {
  /** Ours, UUID; becomes the Message-ID. */
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
}

/** Buttons under a message, row by row. */
export type Keyboard = readonly (readonly { id: string; text: string }[])[];

/** To one person of a messenger: a user on a line of 1C-Connect, or a chat of a bot (then `lineId` is null). */
interface ChatAddress {
  lineId: string | null;
  userId: string;
  /** Specialist in whose name it is written; null: the bot's own. */
  authorId: string | null;
}

export interface ChatIntent extends ChatAddress {
  text: string;
  keyboard: Keyboard | null;
  /** Only tells: opens no treatment, appoints nobody, needs no bot on the line. */
  isNotification: boolean;
}

export interface ChatFileIntent extends ChatAddress {
  name: string;
  contentType: string;
  comment: string | null;
  bytes: Uint8Array;
  isImage: boolean;
  /** As of a text. */
  isNotification: boolean;
}

export interface Line {
  lineId: string;
  name: string;
  hasBot: boolean;
}

/** A line is busy while it has one. */
export interface Treatment {
  treatmentId: string;
  lineId: string | null;
  userId: string;
  openedAt: Date | null;
  specialistId: string | null;
}

/** A client who may be written to. `phone`: E.164 digits where it could be read. */
export interface Subscriber {
  userId: string;
  name: string;
  phone: string | null;
  email: string | null;
}

export interface Specialist {
  specialistId: string;
  name: string;
}

/** Whose treatment on which line. */
export interface TreatmentReference {
  lineId: string;
  userId: string;
}

/** `lineId: null`: all lines. */
export interface LineFilter {
  lineId: string | null;
}
