/** What a provider can do, as data. */
export interface Capabilities {
  /** The robot can call a patient: `asks` = it understands an answer, `speaks` = it only plays a text. */
  reminderCall?: 'asks' | 'speaks';
  clickToCall?: true;
  hangUp?: true;
  /** A call in progress can be given to somebody else. */
  transfer?: true;
  /** The provider asks us, while a call rings, who should take it. */
  inboundRouting?: true;
  /** Webhooks tell of every call, not only of the robot's. */
  callEvents?: true;
  callList?: true;
  /** One call can be looked up by what we know of it. */
  callLookUp?: true;
  recording?: true;
  saleTag?: true;
  sms?: true;
  email?: true;
  chat?: true;
  chatFile?: true;
  /** Support lines with treatments, subscribers and specialists. */
  lines?: true;
  /** The address of our webhook can be set by a request. */
  webhookSetUp?: true;
}

export type Capability = keyof Capabilities;

/** The methods that carry each capability: exactly these are there when it is declared. */
export const capabilityMethods = {
  reminderCall: ['placeReminderCall'],
  clickToCall: ['startCall'],
  hangUp: ['hangUp'],
  transfer: ['transferCall'],
  inboundRouting: ['routing'],
  callEvents: [],
  callList: ['listCalls'],
  callLookUp: ['lookUpCall'],
  recording: ['openRecording'],
  saleTag: ['tagSale'],
  sms: ['sendSms'],
  email: ['sendEmail'],
  chat: ['sendChat'],
  chatFile: ['sendChatFile'],
  lines: [
    'listLines',
    'listTreatments',
    'listSubscribers',
    'listSpecialists',
    'listAvailableSpecialists',
    'appointSpecialist',
    'rerouteTreatment',
    'closeTreatment',
  ],
  webhookSetUp: ['setUpWebhook'],
} as const satisfies Readonly<Record<Capability, readonly string[]>>;
