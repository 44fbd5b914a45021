import type { AdapterDependencies, OpenedRecording, ProviderRequest } from '@perezvon/contracts-adapter';
import { readRecording } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';
import { signedRequest } from './sipuni.request.ts';

/**
 * Opens a recording by the `call_record_link` of a webhook (`crm/record?id&hash`, signed by Sipuni itself) or by the record id of
 * the statistics (`statistic/record`, mp3). A link is only ever followed to the account's own address.
 */
export const createOpenRecording =
  (settings: SipuniSettings, { http, clock }: AdapterDependencies) =>
  async (recordingId: string): Promise<OpenedRecording> => {
    const response = await http.open({ ...requestFor(recordingId, settings), isSafeToRepeat: true });
    return readRecording(response, {
      now: clock(),
      isSound: (contentType) =>
        /^(audio\/|(application|binary)\/(octet-stream|force-download))/i.test(contentType),
      // A refusal is JSON or a page, with status 200 too.
      otherwise: { reason: 'not_found', detail: 'вместо записи пришло что-то другое' },
    });
  };

const requestFor = (recordingId: string, settings: SipuniSettings): ProviderRequest =>
  /^https?:\/\//i.test(recordingId)
    ? { method: 'GET', url: `${settings.url}/crm/record${new URL(recordingId).search}` }
    : signedRequest(settings, 'statistic/record', { id: recordingId });
