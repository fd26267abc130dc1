// The fields of WhatsApp's messages: number, name, kind. Facts of the protocol, in the order of their numbers.
#include <iterator>

#include "message/content_enums.h"
#include "message/content_schema.h"

namespace wagate::session_whatsapp::content {

// clang-format off

constexpr auto kText = ContentKind::text;
constexpr auto kBytes = ContentKind::bytes;
constexpr auto kBool = ContentKind::boolean;
constexpr auto kUint32 = ContentKind::uint32;
constexpr auto kInt32 = ContentKind::int32;
constexpr auto kUint64 = ContentKind::uint64;
constexpr auto kInt64 = ContentKind::int64;
constexpr auto kDouble = ContentKind::double_number;
constexpr auto kFloat = ContentKind::float_number;
constexpr auto kFixed32 = ContentKind::fixed32;
constexpr auto kSfixed64 = ContentKind::sfixed64;
constexpr auto kEnum = ContentKind::enumeration;
constexpr auto kSub = ContentKind::message;
constexpr bool kOne = false;
constexpr bool kMany = true;

extern const ContentType kActionLink, kContextInfoAdReplyInfo, kContextInfoBusinessMessageForwardInfo,
    kContextInfoExternalAdReplyInfo, kContextInfoForwardedNewsletterMessageInfo, kContextInfoUTMInfo,
    kDeviceListMetadata, kDisappearingMode, kGroupMention, kHydratedTemplateButton,
    kHydratedTemplateButtonHydratedCallButton, kHydratedTemplateButtonHydratedQuickReplyButton,
    kHydratedTemplateButtonHydratedURLButton, kInteractiveAnnotation, kLocation, kMemberLabel, kAlbumMessage,
    kAudioMessage, kButtonsMessage, kButtonsMessageButton, kButtonsMessageButtonButtonText,
    kButtonsMessageButtonNativeFlowInfo, kButtonsResponseMessage, kCall, kCallLogMessage,
    kCallLogMessageCallParticipant, kCommentMessage, kContactMessage, kContactsArrayMessage, kDocumentMessage,
    kEncCommentMessage, kEncEventResponseMessage, kEncReactionMessage, kEventMessage, kExtendedTextMessage,
    kFutureProofMessage, kGroupInviteMessage, kImageMessage, kInteractiveMessage, kInteractiveMessageBody,
    kInteractiveMessageFooter, kInteractiveMessageHeader, kInteractiveMessageNativeFlowMessage,
    kInteractiveMessageNativeFlowMessageNativeFlowButton, kInteractiveResponseMessage,
    kInteractiveResponseMessageBody, kInteractiveResponseMessageNativeFlowResponseMessage, kKeepInChatMessage,
    kListMessage, kListMessageProduct, kListMessageProductListHeaderImage, kListMessageProductListInfo,
    kListMessageProductSection, kListMessageRow, kListMessageSection, kListResponseMessage,
    kListResponseMessageSingleSelectReply, kLiveLocationMessage, kLocationMessage, kOrderMessage, kPinInChatMessage,
    kPlaceholderMessage, kPollCreationMessage, kPollCreationMessageOption, kPollEncValue, kPollUpdateMessage,
    kPollUpdateMessageMetadata, kProductMessage, kProductMessageCatalogSnapshot, kProductMessageProductSnapshot,
    kReactionMessage, kSecretEncryptedMessage, kStickerMessage, kStickerPackMessage, kStickerPackMessageSticker,
    kTemplateButtonReplyMessage, kTemplateMessage, kTemplateMessageFourRowTemplate,
    kTemplateMessageHydratedFourRowTemplate, kVideoMessage, kMessageAssociation, kMessageContextInfo, kMessageKey,
    kPoint, kProcessedVideo, kTapLinkAction, kTemplateButton, kTemplateButtonCallButton,
    kTemplateButtonQuickReplyButton, kTemplateButtonURLButton, kUrlTrackingMap, kUrlTrackingMapUrlTrackingMapElement;

constexpr ContentField kMessageFields[] = {
    {1, "conversation", kText}, {3, "imageMessage", kSub, kOne, &kImageMessage},
    {4, "contactMessage", kSub, kOne, &kContactMessage},
    {5, "locationMessage", kSub, kOne, &kLocationMessage},
    {6, "extendedTextMessage", kSub, kOne, &kExtendedTextMessage},
    {7, "documentMessage", kSub, kOne, &kDocumentMessage}, {8, "audioMessage", kSub, kOne, &kAudioMessage},
    {9, "videoMessage", kSub, kOne, &kVideoMessage}, {10, "call", kSub, kOne, &kCall},
    {12, "protocolMessage", kSub, kOne, &kProtocolMessage},
    {13, "contactsArrayMessage", kSub, kOne, &kContactsArrayMessage},
    {18, "liveLocationMessage", kSub, kOne, &kLiveLocationMessage},
    {25, "templateMessage", kSub, kOne, &kTemplateMessage},
    {26, "stickerMessage", kSub, kOne, &kStickerMessage},
    {28, "groupInviteMessage", kSub, kOne, &kGroupInviteMessage},
    {29, "templateButtonReplyMessage", kSub, kOne, &kTemplateButtonReplyMessage},
    {30, "productMessage", kSub, kOne, &kProductMessage},
    {35, "messageContextInfo", kSub, kOne, &kMessageContextInfo},
    {36, "listMessage", kSub, kOne, &kListMessage},
    {37, "viewOnceMessage", kSub, kOne, &kFutureProofMessage},
    {38, "orderMessage", kSub, kOne, &kOrderMessage},
    {39, "listResponseMessage", kSub, kOne, &kListResponseMessage},
    {40, "ephemeralMessage", kSub, kOne, &kFutureProofMessage},
    {42, "buttonsMessage", kSub, kOne, &kButtonsMessage},
    {43, "buttonsResponseMessage", kSub, kOne, &kButtonsResponseMessage},
    {45, "interactiveMessage", kSub, kOne, &kInteractiveMessage},
    {46, "reactionMessage", kSub, kOne, &kReactionMessage},
    {48, "interactiveResponseMessage", kSub, kOne, &kInteractiveResponseMessage},
    {49, "pollCreationMessage", kSub, kOne, &kPollCreationMessage},
    {50, "pollUpdateMessage", kSub, kOne, &kPollUpdateMessage},
    {51, "keepInChatMessage", kSub, kOne, &kKeepInChatMessage},
    {53, "documentWithCaptionMessage", kSub, kOne, &kFutureProofMessage},
    {55, "viewOnceMessageV2", kSub, kOne, &kFutureProofMessage},
    {56, "encReactionMessage", kSub, kOne, &kEncReactionMessage},
    {58, "editedMessage", kSub, kOne, &kFutureProofMessage},
    {59, "viewOnceMessageV2Extension", kSub, kOne, &kFutureProofMessage},
    {60, "pollCreationMessageV2", kSub, kOne, &kPollCreationMessage},
    {62, "groupMentionedMessage", kSub, kOne, &kFutureProofMessage},
    {63, "pinInChatMessage", kSub, kOne, &kPinInChatMessage},
    {64, "pollCreationMessageV3", kSub, kOne, &kPollCreationMessage},
    {66, "ptvMessage", kSub, kOne, &kVideoMessage}, {69, "callLogMesssage", kSub, kOne, &kCallLogMessage},
    {71, "encCommentMessage", kSub, kOne, &kEncCommentMessage},
    {74, "lottieStickerMessage", kSub, kOne, &kFutureProofMessage},
    {75, "eventMessage", kSub, kOne, &kEventMessage},
    {76, "encEventResponseMessage", kSub, kOne, &kEncEventResponseMessage},
    {77, "commentMessage", kSub, kOne, &kCommentMessage},
    {80, "placeholderMessage", kSub, kOne, &kPlaceholderMessage},
    {82, "secretEncryptedMessage", kSub, kOne, &kSecretEncryptedMessage},
    {83, "albumMessage", kSub, kOne, &kAlbumMessage},
    {86, "stickerPackMessage", kSub, kOne, &kStickerPackMessage},
    {91, "associatedChildMessage", kSub, kOne, &kFutureProofMessage},
    {111, "pollCreationMessageV5", kSub, kOne, &kPollCreationMessage}};
const ContentType kMessage{kMessageFields, std::size(kMessageFields)};
constexpr ContentField kActionLinkFields[] = {
    {1, "url", kText}, {2, "buttonTitle", kText}};
const ContentType kActionLink{kActionLinkFields, std::size(kActionLinkFields)};
constexpr ContentField kContextInfoFields[] = {
    {1, "stanzaId", kText}, {2, "participant", kText}, {3, "quotedMessage", kSub, kOne, &kMessage},
    {4, "remoteJid", kText}, {15, "mentionedJid", kText, kMany}, {18, "conversionSource", kText},
    {19, "conversionData", kBytes}, {20, "conversionDelaySeconds", kUint32}, {21, "forwardingScore", kUint32},
    {22, "isForwarded", kBool}, {23, "quotedAd", kSub, kOne, &kContextInfoAdReplyInfo},
    {24, "placeholderKey", kSub, kOne, &kMessageKey}, {25, "expiration", kUint32},
    {26, "ephemeralSettingTimestamp", kInt64},
    {28, "externalAdReply", kSub, kOne, &kContextInfoExternalAdReplyInfo},
    {29, "entryPointConversionSource", kText}, {30, "entryPointConversionApp", kText},
    {31, "entryPointConversionDelaySeconds", kUint32}, {32, "disappearingMode", kSub, kOne, &kDisappearingMode},
    {33, "actionLink", kSub, kOne, &kActionLink}, {34, "groupSubject", kText}, {35, "parentGroupJid", kText},
    {37, "trustBannerType", kText}, {38, "trustBannerAction", kUint32}, {39, "isSampled", kBool},
    {40, "groupMentions", kSub, kMany, &kGroupMention}, {41, "utm", kSub, kOne, &kContextInfoUTMInfo},
    {43, "forwardedNewsletterMessageInfo", kSub, kOne, &kContextInfoForwardedNewsletterMessageInfo},
    {44, "businessMessageForwardInfo", kSub, kOne, &kContextInfoBusinessMessageForwardInfo},
    {45, "smbClientCampaignId", kText}, {46, "smbServerCampaignId", kText}, {48, "alwaysShowAdAttribution", kBool},
    {50, "entryPointConversionExternalSource", kText}, {51, "entryPointConversionExternalMedium", kText},
    {54, "ctwaSignals", kText}, {55, "ctwaPayload", kBytes},
    {57, "statusAttributionType", kEnum, kOne, nullptr, kContextInfoStatusAttributionTypeNames},
    {59, "pairedMediaType", kEnum, kOne, nullptr, kContextInfoPairedMediaTypeNames}, {60, "rankingVersion", kUint32},
    {62, "memberLabel", kSub, kOne, &kMemberLabel}, {63, "isQuestion", kBool},
    {64, "statusSourceType", kEnum, kOne, nullptr, kContextInfoStatusSourceTypeNames}, {66, "isGroupStatus", kBool},
    {67, "forwardOrigin", kEnum, kOne, nullptr, kContextInfoForwardOriginNames}, {70, "nonJidMentions", kUint32},
    {71, "quotedType", kEnum, kOne, nullptr, kContextInfoQuotedTypeNames}};
const ContentType kContextInfo{kContextInfoFields, std::size(kContextInfoFields)};
constexpr ContentField kContextInfoAdReplyInfoFields[] = {
    {1, "advertiserName", kText}, {2, "mediaType", kEnum, kOne, nullptr, kContextInfoAdReplyInfoMediaTypeNames},
    {16, "jpegThumbnail", kBytes}, {17, "caption", kText}};
const ContentType kContextInfoAdReplyInfo{kContextInfoAdReplyInfoFields, std::size(kContextInfoAdReplyInfoFields)};
constexpr ContentField kContextInfoBusinessMessageForwardInfoFields[] = {
    {1, "businessOwnerJid", kText}};
const ContentType kContextInfoBusinessMessageForwardInfo{kContextInfoBusinessMessageForwardInfoFields, std::size(kContextInfoBusinessMessageForwardInfoFields)};
constexpr ContentField kContextInfoExternalAdReplyInfoFields[] = {
    {1, "title", kText}, {2, "body", kText},
    {3, "mediaType", kEnum, kOne, nullptr, kContextInfoExternalAdReplyInfoMediaTypeNames},
    {4, "thumbnailUrl", kText}, {5, "mediaUrl", kText}, {6, "thumbnail", kBytes}, {7, "sourceType", kText},
    {8, "sourceId", kText}, {9, "sourceUrl", kText}, {10, "containsAutoReply", kBool},
    {11, "renderLargerThumbnail", kBool}, {12, "showAdAttribution", kBool}, {13, "ctwaClid", kText},
    {14, "ref", kText}, {15, "clickToWhatsappCall", kBool}, {16, "adContextPreviewDismissed", kBool},
    {17, "sourceApp", kText}, {18, "automatedGreetingMessageShown", kBool}, {19, "greetingMessageBody", kText},
    {20, "ctaPayload", kText}, {21, "disableNudge", kBool}, {22, "originalImageUrl", kText},
    {23, "automatedGreetingMessageCtaType", kText}, {24, "wtwaAdFormat", kBool},
    {25, "adType", kEnum, kOne, nullptr, kContextInfoExternalAdReplyInfoAdTypeNames}, {26, "wtwaWebsiteUrl", kText},
    {27, "adPreviewUrl", kText}};
const ContentType kContextInfoExternalAdReplyInfo{kContextInfoExternalAdReplyInfoFields, std::size(kContextInfoExternalAdReplyInfoFields)};
constexpr ContentField kContextInfoForwardedNewsletterMessageInfoFields[] = {
    {1, "newsletterJid", kText}, {2, "serverMessageId", kInt32}, {3, "newsletterName", kText},
    {4, "contentType", kEnum, kOne, nullptr, kContextInfoForwardedNewsletterMessageInfoContentTypeNames},
    {5, "accessibilityText", kText}};
const ContentType kContextInfoForwardedNewsletterMessageInfo{kContextInfoForwardedNewsletterMessageInfoFields, std::size(kContextInfoForwardedNewsletterMessageInfoFields)};
constexpr ContentField kContextInfoUTMInfoFields[] = {
    {1, "utmSource", kText}, {2, "utmCampaign", kText}};
const ContentType kContextInfoUTMInfo{kContextInfoUTMInfoFields, std::size(kContextInfoUTMInfoFields)};
constexpr ContentField kDeviceListMetadataFields[] = {
    {1, "senderKeyHash", kBytes}, {2, "senderTimestamp", kUint64}, {3, "senderKeyIndexes", kUint32, kMany},
    {4, "senderAccountType", kEnum, kOne, nullptr, kADVEncryptionTypeNames},
    {5, "receiverAccountType", kEnum, kOne, nullptr, kADVEncryptionTypeNames}, {8, "recipientKeyHash", kBytes},
    {9, "recipientTimestamp", kUint64}, {10, "recipientKeyIndexes", kUint32, kMany}};
const ContentType kDeviceListMetadata{kDeviceListMetadataFields, std::size(kDeviceListMetadataFields)};
constexpr ContentField kDisappearingModeFields[] = {
    {1, "initiator", kEnum, kOne, nullptr, kDisappearingModeInitiatorNames},
    {2, "trigger", kEnum, kOne, nullptr, kDisappearingModeTriggerNames}, {3, "initiatorDeviceJid", kText},
    {4, "initiatedByMe", kBool}};
const ContentType kDisappearingMode{kDisappearingModeFields, std::size(kDisappearingModeFields)};
constexpr ContentField kGroupMentionFields[] = {
    {1, "groupJid", kText}, {2, "groupSubject", kText}};
const ContentType kGroupMention{kGroupMentionFields, std::size(kGroupMentionFields)};
constexpr ContentField kHydratedTemplateButtonFields[] = {
    {1, "quickReplyButton", kSub, kOne, &kHydratedTemplateButtonHydratedQuickReplyButton},
    {2, "urlButton", kSub, kOne, &kHydratedTemplateButtonHydratedURLButton},
    {3, "callButton", kSub, kOne, &kHydratedTemplateButtonHydratedCallButton}, {4, "index", kUint32}};
const ContentType kHydratedTemplateButton{kHydratedTemplateButtonFields, std::size(kHydratedTemplateButtonFields)};
constexpr ContentField kHydratedTemplateButtonHydratedCallButtonFields[] = {
    {1, "displayText", kText}, {2, "phoneNumber", kText}};
const ContentType kHydratedTemplateButtonHydratedCallButton{kHydratedTemplateButtonHydratedCallButtonFields, std::size(kHydratedTemplateButtonHydratedCallButtonFields)};
constexpr ContentField kHydratedTemplateButtonHydratedQuickReplyButtonFields[] = {
    {1, "displayText", kText}, {2, "id", kText}};
const ContentType kHydratedTemplateButtonHydratedQuickReplyButton{kHydratedTemplateButtonHydratedQuickReplyButtonFields, std::size(kHydratedTemplateButtonHydratedQuickReplyButtonFields)};
constexpr ContentField kHydratedTemplateButtonHydratedURLButtonFields[] = {
    {1, "displayText", kText}, {2, "url", kText}, {3, "consentedUsersUrl", kText},
    {4, "webviewPresentation", kEnum, kOne, nullptr, kHydratedTemplateButtonHydratedURLButtonWebviewPresentationTypeNames}};
const ContentType kHydratedTemplateButtonHydratedURLButton{kHydratedTemplateButtonHydratedURLButtonFields, std::size(kHydratedTemplateButtonHydratedURLButtonFields)};
constexpr ContentField kInteractiveAnnotationFields[] = {
    {1, "polygonVertices", kSub, kMany, &kPoint}, {2, "location", kSub, kOne, &kLocation},
    {3, "newsletter", kSub, kOne, &kContextInfoForwardedNewsletterMessageInfo},
    {4, "shouldSkipConfirmation", kBool}, {6, "embeddedAction", kBool},
    {7, "tapAction", kSub, kOne, &kTapLinkAction},
    {8, "statusLinkType", kEnum, kOne, nullptr, kInteractiveAnnotationStatusLinkTypeNames}};
const ContentType kInteractiveAnnotation{kInteractiveAnnotationFields, std::size(kInteractiveAnnotationFields)};
constexpr ContentField kLocationFields[] = {
    {1, "degreesLatitude", kDouble}, {2, "degreesLongitude", kDouble}, {3, "name", kText}};
const ContentType kLocation{kLocationFields, std::size(kLocationFields)};
constexpr ContentField kMemberLabelFields[] = {
    {1, "label", kText}, {2, "labelTimestamp", kInt64}};
const ContentType kMemberLabel{kMemberLabelFields, std::size(kMemberLabelFields)};
constexpr ContentField kAlbumMessageFields[] = {
    {2, "expectedImageCount", kUint32}, {3, "expectedVideoCount", kUint32},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kAlbumMessage{kAlbumMessageFields, std::size(kAlbumMessageFields)};
constexpr ContentField kAudioMessageFields[] = {
    {1, "url", kText}, {2, "mimetype", kText}, {3, "fileSha256", kBytes}, {4, "fileLength", kUint64},
    {5, "seconds", kUint32}, {6, "ptt", kBool}, {7, "mediaKey", kBytes}, {8, "fileEncSha256", kBytes},
    {9, "directPath", kText}, {10, "mediaKeyTimestamp", kInt64}, {17, "contextInfo", kSub, kOne, &kContextInfo},
    {18, "streamingSidecar", kBytes}, {19, "waveform", kBytes}, {20, "backgroundArgb", kFixed32},
    {21, "viewOnce", kBool}, {22, "accessibilityLabel", kText},
    {23, "mediaKeyDomain", kEnum, kOne, nullptr, kMediaKeyDomainNames}};
const ContentType kAudioMessage{kAudioMessageFields, std::size(kAudioMessageFields)};
constexpr ContentField kButtonsMessageFields[] = {
    {1, "text", kText}, {2, "documentMessage", kSub, kOne, &kDocumentMessage},
    {3, "imageMessage", kSub, kOne, &kImageMessage}, {4, "videoMessage", kSub, kOne, &kVideoMessage},
    {5, "locationMessage", kSub, kOne, &kLocationMessage}, {6, "contentText", kText}, {7, "footerText", kText},
    {8, "contextInfo", kSub, kOne, &kContextInfo}, {9, "buttons", kSub, kMany, &kButtonsMessageButton},
    {10, "headerType", kEnum, kOne, nullptr, kButtonsMessageHeaderTypeNames}};
const ContentType kButtonsMessage{kButtonsMessageFields, std::size(kButtonsMessageFields)};
constexpr ContentField kButtonsMessageButtonFields[] = {
    {1, "buttonId", kText}, {2, "buttonText", kSub, kOne, &kButtonsMessageButtonButtonText},
    {3, "type", kEnum, kOne, nullptr, kButtonsMessageButtonTypeNames},
    {4, "nativeFlowInfo", kSub, kOne, &kButtonsMessageButtonNativeFlowInfo}};
const ContentType kButtonsMessageButton{kButtonsMessageButtonFields, std::size(kButtonsMessageButtonFields)};
constexpr ContentField kButtonsMessageButtonButtonTextFields[] = {
    {1, "displayText", kText}};
const ContentType kButtonsMessageButtonButtonText{kButtonsMessageButtonButtonTextFields, std::size(kButtonsMessageButtonButtonTextFields)};
constexpr ContentField kButtonsMessageButtonNativeFlowInfoFields[] = {
    {1, "name", kText}, {2, "paramsJson", kText}};
const ContentType kButtonsMessageButtonNativeFlowInfo{kButtonsMessageButtonNativeFlowInfoFields, std::size(kButtonsMessageButtonNativeFlowInfoFields)};
constexpr ContentField kButtonsResponseMessageFields[] = {
    {1, "selectedButtonId", kText}, {2, "selectedDisplayText", kText},
    {3, "contextInfo", kSub, kOne, &kContextInfo},
    {4, "type", kEnum, kOne, nullptr, kButtonsResponseMessageTypeNames}};
const ContentType kButtonsResponseMessage{kButtonsResponseMessageFields, std::size(kButtonsResponseMessageFields)};
constexpr ContentField kCallFields[] = {
    {1, "callKey", kBytes}, {2, "conversionSource", kText}, {3, "conversionData", kBytes},
    {4, "conversionDelaySeconds", kUint32}, {5, "ctwaSignals", kText}, {6, "ctwaPayload", kBytes},
    {7, "contextInfo", kSub, kOne, &kContextInfo}, {8, "nativeFlowCallButtonPayload", kText},
    {9, "deeplinkPayload", kText}};
const ContentType kCall{kCallFields, std::size(kCallFields)};
constexpr ContentField kCallLogMessageFields[] = {
    {1, "isVideo", kBool}, {2, "callOutcome", kEnum, kOne, nullptr, kCallLogMessageCallOutcomeNames},
    {3, "durationSecs", kInt64}, {4, "callType", kEnum, kOne, nullptr, kCallLogMessageCallTypeNames},
    {5, "participants", kSub, kMany, &kCallLogMessageCallParticipant}};
const ContentType kCallLogMessage{kCallLogMessageFields, std::size(kCallLogMessageFields)};
constexpr ContentField kCallLogMessageCallParticipantFields[] = {
    {1, "jid", kText}, {2, "callOutcome", kEnum, kOne, nullptr, kCallLogMessageCallOutcomeNames}};
const ContentType kCallLogMessageCallParticipant{kCallLogMessageCallParticipantFields, std::size(kCallLogMessageCallParticipantFields)};
constexpr ContentField kCommentMessageFields[] = {
    {1, "message", kSub, kOne, &kMessage}, {2, "targetMessageKey", kSub, kOne, &kMessageKey}};
const ContentType kCommentMessage{kCommentMessageFields, std::size(kCommentMessageFields)};
constexpr ContentField kContactMessageFields[] = {
    {1, "displayName", kText}, {16, "vcard", kText}, {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kContactMessage{kContactMessageFields, std::size(kContactMessageFields)};
constexpr ContentField kContactsArrayMessageFields[] = {
    {1, "displayName", kText}, {2, "contacts", kSub, kMany, &kContactMessage},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kContactsArrayMessage{kContactsArrayMessageFields, std::size(kContactsArrayMessageFields)};
constexpr ContentField kDocumentMessageFields[] = {
    {1, "url", kText}, {2, "mimetype", kText}, {3, "title", kText}, {4, "fileSha256", kBytes},
    {5, "fileLength", kUint64}, {6, "pageCount", kUint32}, {7, "mediaKey", kBytes}, {8, "fileName", kText},
    {9, "fileEncSha256", kBytes}, {10, "directPath", kText}, {11, "mediaKeyTimestamp", kInt64},
    {12, "contactVcard", kBool}, {13, "thumbnailDirectPath", kText}, {14, "thumbnailSha256", kBytes},
    {15, "thumbnailEncSha256", kBytes}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}, {18, "thumbnailHeight", kUint32},
    {19, "thumbnailWidth", kUint32}, {20, "caption", kText}, {21, "accessibilityLabel", kText},
    {22, "mediaKeyDomain", kEnum, kOne, nullptr, kMediaKeyDomainNames}};
const ContentType kDocumentMessage{kDocumentMessageFields, std::size(kDocumentMessageFields)};
constexpr ContentField kEncCommentMessageFields[] = {
    {1, "targetMessageKey", kSub, kOne, &kMessageKey}, {2, "encPayload", kBytes}, {3, "encIv", kBytes}};
const ContentType kEncCommentMessage{kEncCommentMessageFields, std::size(kEncCommentMessageFields)};
constexpr ContentField kEncEventResponseMessageFields[] = {
    {1, "eventCreationMessageKey", kSub, kOne, &kMessageKey}, {2, "encPayload", kBytes}, {3, "encIv", kBytes}};
const ContentType kEncEventResponseMessage{kEncEventResponseMessageFields, std::size(kEncEventResponseMessageFields)};
constexpr ContentField kEncReactionMessageFields[] = {
    {1, "targetMessageKey", kSub, kOne, &kMessageKey}, {2, "encPayload", kBytes}, {3, "encIv", kBytes}};
const ContentType kEncReactionMessage{kEncReactionMessageFields, std::size(kEncReactionMessageFields)};
constexpr ContentField kEventMessageFields[] = {
    {1, "contextInfo", kSub, kOne, &kContextInfo}, {2, "isCanceled", kBool}, {3, "name", kText},
    {4, "description", kText}, {5, "location", kSub, kOne, &kLocationMessage}, {6, "joinLink", kText},
    {7, "startTime", kInt64}, {8, "endTime", kInt64}, {9, "extraGuestsAllowed", kBool},
    {10, "isScheduleCall", kBool}, {11, "hasReminder", kBool}, {12, "reminderOffsetSec", kInt64}};
const ContentType kEventMessage{kEventMessageFields, std::size(kEventMessageFields)};
constexpr ContentField kExtendedTextMessageFields[] = {
    {1, "text", kText}, {2, "matchedText", kText}, {5, "description", kText}, {6, "title", kText},
    {7, "textArgb", kFixed32}, {8, "backgroundArgb", kFixed32},
    {9, "font", kEnum, kOne, nullptr, kExtendedTextMessageFontTypeNames},
    {10, "previewType", kEnum, kOne, nullptr, kExtendedTextMessagePreviewTypeNames}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}, {18, "doNotPlayInline", kBool},
    {19, "thumbnailDirectPath", kText}, {20, "thumbnailSha256", kBytes}, {21, "thumbnailEncSha256", kBytes},
    {22, "mediaKey", kBytes}, {23, "mediaKeyTimestamp", kInt64}, {24, "thumbnailHeight", kUint32},
    {25, "thumbnailWidth", kUint32},
    {26, "inviteLinkGroupType", kEnum, kOne, nullptr, kExtendedTextMessageInviteLinkGroupTypeNames},
    {27, "inviteLinkParentGroupSubjectV2", kText}, {28, "inviteLinkParentGroupThumbnailV2", kBytes},
    {29, "inviteLinkGroupTypeV2", kEnum, kOne, nullptr, kExtendedTextMessageInviteLinkGroupTypeNames},
    {30, "viewOnce", kBool}, {31, "videoHeight", kUint32}, {32, "videoWidth", kUint32},
    {37, "videoContentUrl", kText}};
const ContentType kExtendedTextMessage{kExtendedTextMessageFields, std::size(kExtendedTextMessageFields)};
constexpr ContentField kFutureProofMessageFields[] = {
    {1, "message", kSub, kOne, &kMessage}};
const ContentType kFutureProofMessage{kFutureProofMessageFields, std::size(kFutureProofMessageFields)};
constexpr ContentField kGroupInviteMessageFields[] = {
    {1, "groupJid", kText}, {2, "inviteCode", kText}, {3, "inviteExpiration", kInt64}, {4, "groupName", kText},
    {5, "jpegThumbnail", kBytes}, {6, "caption", kText}, {7, "contextInfo", kSub, kOne, &kContextInfo},
    {8, "groupType", kEnum, kOne, nullptr, kGroupInviteMessageGroupTypeNames}};
const ContentType kGroupInviteMessage{kGroupInviteMessageFields, std::size(kGroupInviteMessageFields)};
constexpr ContentField kImageMessageFields[] = {
    {1, "url", kText}, {2, "mimetype", kText}, {3, "caption", kText}, {4, "fileSha256", kBytes},
    {5, "fileLength", kUint64}, {6, "height", kUint32}, {7, "width", kUint32}, {8, "mediaKey", kBytes},
    {9, "fileEncSha256", kBytes}, {10, "interactiveAnnotations", kSub, kMany, &kInteractiveAnnotation},
    {11, "directPath", kText}, {12, "mediaKeyTimestamp", kInt64}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}, {18, "firstScanSidecar", kBytes},
    {19, "firstScanLength", kUint32}, {20, "experimentGroupId", kUint32}, {21, "scansSidecar", kBytes},
    {22, "scanLengths", kUint32, kMany}, {23, "midQualityFileSha256", kBytes},
    {24, "midQualityFileEncSha256", kBytes}, {25, "viewOnce", kBool}, {26, "thumbnailDirectPath", kText},
    {27, "thumbnailSha256", kBytes}, {28, "thumbnailEncSha256", kBytes}, {29, "staticUrl", kText},
    {30, "annotations", kSub, kMany, &kInteractiveAnnotation},
    {31, "imageSourceType", kEnum, kOne, nullptr, kImageMessageImageSourceTypeNames},
    {32, "accessibilityLabel", kText}, {33, "mediaKeyDomain", kEnum, kOne, nullptr, kMediaKeyDomainNames},
    {34, "qrUrl", kText}};
const ContentType kImageMessage{kImageMessageFields, std::size(kImageMessageFields)};
constexpr ContentField kInteractiveMessageFields[] = {
    {1, "header", kSub, kOne, &kInteractiveMessageHeader}, {2, "body", kSub, kOne, &kInteractiveMessageBody},
    {3, "footer", kSub, kOne, &kInteractiveMessageFooter},
    {6, "nativeFlowMessage", kSub, kOne, &kInteractiveMessageNativeFlowMessage},
    {15, "contextInfo", kSub, kOne, &kContextInfo}, {16, "urlTrackingMap", kSub, kOne, &kUrlTrackingMap}};
const ContentType kInteractiveMessage{kInteractiveMessageFields, std::size(kInteractiveMessageFields)};
constexpr ContentField kInteractiveMessageBodyFields[] = {
    {1, "text", kText}};
const ContentType kInteractiveMessageBody{kInteractiveMessageBodyFields, std::size(kInteractiveMessageBodyFields)};
constexpr ContentField kInteractiveMessageFooterFields[] = {
    {1, "text", kText}, {2, "audioMessage", kSub, kOne, &kAudioMessage}, {3, "hasMediaAttachment", kBool}};
const ContentType kInteractiveMessageFooter{kInteractiveMessageFooterFields, std::size(kInteractiveMessageFooterFields)};
constexpr ContentField kInteractiveMessageHeaderFields[] = {
    {1, "title", kText}, {2, "subtitle", kText}, {3, "documentMessage", kSub, kOne, &kDocumentMessage},
    {4, "imageMessage", kSub, kOne, &kImageMessage}, {5, "hasMediaAttachment", kBool},
    {6, "jpegThumbnail", kBytes}, {7, "videoMessage", kSub, kOne, &kVideoMessage},
    {8, "locationMessage", kSub, kOne, &kLocationMessage},
    {9, "productMessage", kSub, kOne, &kProductMessage}};
const ContentType kInteractiveMessageHeader{kInteractiveMessageHeaderFields, std::size(kInteractiveMessageHeaderFields)};
constexpr ContentField kInteractiveMessageNativeFlowMessageFields[] = {
    {1, "buttons", kSub, kMany, &kInteractiveMessageNativeFlowMessageNativeFlowButton},
    {2, "messageParamsJson", kText}, {3, "messageVersion", kInt32}};
const ContentType kInteractiveMessageNativeFlowMessage{kInteractiveMessageNativeFlowMessageFields, std::size(kInteractiveMessageNativeFlowMessageFields)};
constexpr ContentField kInteractiveMessageNativeFlowMessageNativeFlowButtonFields[] = {
    {1, "name", kText}, {2, "buttonParamsJson", kText}};
const ContentType kInteractiveMessageNativeFlowMessageNativeFlowButton{kInteractiveMessageNativeFlowMessageNativeFlowButtonFields, std::size(kInteractiveMessageNativeFlowMessageNativeFlowButtonFields)};
constexpr ContentField kInteractiveResponseMessageFields[] = {
    {1, "body", kSub, kOne, &kInteractiveResponseMessageBody},
    {2, "nativeFlowResponseMessage", kSub, kOne, &kInteractiveResponseMessageNativeFlowResponseMessage},
    {15, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kInteractiveResponseMessage{kInteractiveResponseMessageFields, std::size(kInteractiveResponseMessageFields)};
constexpr ContentField kInteractiveResponseMessageBodyFields[] = {
    {1, "text", kText}, {2, "format", kEnum, kOne, nullptr, kInteractiveResponseMessageBodyFormatNames}};
const ContentType kInteractiveResponseMessageBody{kInteractiveResponseMessageBodyFields, std::size(kInteractiveResponseMessageBodyFields)};
constexpr ContentField kInteractiveResponseMessageNativeFlowResponseMessageFields[] = {
    {1, "name", kText}, {2, "paramsJson", kText}, {3, "version", kInt32}};
const ContentType kInteractiveResponseMessageNativeFlowResponseMessage{kInteractiveResponseMessageNativeFlowResponseMessageFields, std::size(kInteractiveResponseMessageNativeFlowResponseMessageFields)};
constexpr ContentField kKeepInChatMessageFields[] = {
    {1, "key", kSub, kOne, &kMessageKey}, {2, "keepType", kEnum, kOne, nullptr, kKeepTypeNames},
    {3, "timestampMs", kInt64}};
const ContentType kKeepInChatMessage{kKeepInChatMessageFields, std::size(kKeepInChatMessageFields)};
constexpr ContentField kListMessageFields[] = {
    {1, "title", kText}, {2, "description", kText}, {3, "buttonText", kText},
    {4, "listType", kEnum, kOne, nullptr, kListMessageListTypeNames},
    {5, "sections", kSub, kMany, &kListMessageSection},
    {6, "productListInfo", kSub, kOne, &kListMessageProductListInfo}, {7, "footerText", kText},
    {8, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kListMessage{kListMessageFields, std::size(kListMessageFields)};
constexpr ContentField kListMessageProductFields[] = {
    {1, "productId", kText}};
const ContentType kListMessageProduct{kListMessageProductFields, std::size(kListMessageProductFields)};
constexpr ContentField kListMessageProductListHeaderImageFields[] = {
    {1, "productId", kText}, {2, "jpegThumbnail", kBytes}};
const ContentType kListMessageProductListHeaderImage{kListMessageProductListHeaderImageFields, std::size(kListMessageProductListHeaderImageFields)};
constexpr ContentField kListMessageProductListInfoFields[] = {
    {1, "productSections", kSub, kMany, &kListMessageProductSection},
    {2, "headerImage", kSub, kOne, &kListMessageProductListHeaderImage}, {3, "businessOwnerJid", kText}};
const ContentType kListMessageProductListInfo{kListMessageProductListInfoFields, std::size(kListMessageProductListInfoFields)};
constexpr ContentField kListMessageProductSectionFields[] = {
    {1, "title", kText}, {2, "products", kSub, kMany, &kListMessageProduct}};
const ContentType kListMessageProductSection{kListMessageProductSectionFields, std::size(kListMessageProductSectionFields)};
constexpr ContentField kListMessageRowFields[] = {
    {1, "title", kText}, {2, "description", kText}, {3, "rowId", kText}};
const ContentType kListMessageRow{kListMessageRowFields, std::size(kListMessageRowFields)};
constexpr ContentField kListMessageSectionFields[] = {
    {1, "title", kText}, {2, "rows", kSub, kMany, &kListMessageRow}};
const ContentType kListMessageSection{kListMessageSectionFields, std::size(kListMessageSectionFields)};
constexpr ContentField kListResponseMessageFields[] = {
    {1, "title", kText}, {2, "listType", kEnum, kOne, nullptr, kListResponseMessageListTypeNames},
    {3, "singleSelectReply", kSub, kOne, &kListResponseMessageSingleSelectReply},
    {4, "contextInfo", kSub, kOne, &kContextInfo}, {5, "description", kText}};
const ContentType kListResponseMessage{kListResponseMessageFields, std::size(kListResponseMessageFields)};
constexpr ContentField kListResponseMessageSingleSelectReplyFields[] = {
    {1, "selectedRowId", kText}};
const ContentType kListResponseMessageSingleSelectReply{kListResponseMessageSingleSelectReplyFields, std::size(kListResponseMessageSingleSelectReplyFields)};
constexpr ContentField kLiveLocationMessageFields[] = {
    {1, "degreesLatitude", kDouble}, {2, "degreesLongitude", kDouble}, {3, "accuracyInMeters", kUint32},
    {4, "speedInMps", kFloat}, {5, "degreesClockwiseFromMagneticNorth", kUint32}, {6, "caption", kText},
    {7, "sequenceNumber", kInt64}, {8, "timeOffset", kUint32}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kLiveLocationMessage{kLiveLocationMessageFields, std::size(kLiveLocationMessageFields)};
constexpr ContentField kLocationMessageFields[] = {
    {1, "degreesLatitude", kDouble}, {2, "degreesLongitude", kDouble}, {3, "name", kText}, {4, "address", kText},
    {5, "url", kText}, {6, "isLive", kBool}, {7, "accuracyInMeters", kUint32}, {8, "speedInMps", kFloat},
    {9, "degreesClockwiseFromMagneticNorth", kUint32}, {11, "comment", kText}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kLocationMessage{kLocationMessageFields, std::size(kLocationMessageFields)};
constexpr ContentField kOrderMessageFields[] = {
    {1, "orderId", kText}, {2, "thumbnail", kBytes}, {3, "itemCount", kInt32},
    {4, "status", kEnum, kOne, nullptr, kOrderMessageOrderStatusNames},
    {5, "surface", kEnum, kOne, nullptr, kOrderMessageOrderSurfaceNames}, {6, "message", kText},
    {7, "orderTitle", kText}, {8, "sellerJid", kText}, {9, "token", kText}, {10, "totalAmount1000", kInt64},
    {11, "totalCurrencyCode", kText}, {12, "messageVersion", kInt32},
    {13, "orderRequestMessageId", kSub, kOne, &kMessageKey}, {15, "catalogType", kText},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kOrderMessage{kOrderMessageFields, std::size(kOrderMessageFields)};
constexpr ContentField kPinInChatMessageFields[] = {
    {1, "key", kSub, kOne, &kMessageKey}, {2, "type", kEnum, kOne, nullptr, kPinInChatMessageTypeNames},
    {3, "senderTimestampMs", kInt64}};
const ContentType kPinInChatMessage{kPinInChatMessageFields, std::size(kPinInChatMessageFields)};
constexpr ContentField kPlaceholderMessageFields[] = {
    {1, "type", kEnum, kOne, nullptr, kPlaceholderMessagePlaceholderTypeNames}};
const ContentType kPlaceholderMessage{kPlaceholderMessageFields, std::size(kPlaceholderMessageFields)};
constexpr ContentField kPollCreationMessageFields[] = {
    {1, "encKey", kBytes}, {2, "name", kText}, {3, "options", kSub, kMany, &kPollCreationMessageOption},
    {4, "selectableOptionsCount", kUint32}, {5, "contextInfo", kSub, kOne, &kContextInfo},
    {6, "pollContentType", kEnum, kOne, nullptr, kPollContentTypeNames},
    {7, "pollType", kEnum, kOne, nullptr, kPollTypeNames},
    {8, "correctAnswer", kSub, kOne, &kPollCreationMessageOption}};
const ContentType kPollCreationMessage{kPollCreationMessageFields, std::size(kPollCreationMessageFields)};
constexpr ContentField kPollCreationMessageOptionFields[] = {
    {1, "optionName", kText}, {2, "optionHash", kText}};
const ContentType kPollCreationMessageOption{kPollCreationMessageOptionFields, std::size(kPollCreationMessageOptionFields)};
constexpr ContentField kPollEncValueFields[] = {
    {1, "encPayload", kBytes}, {2, "encIv", kBytes}};
const ContentType kPollEncValue{kPollEncValueFields, std::size(kPollEncValueFields)};
constexpr ContentField kPollUpdateMessageFields[] = {
    {1, "pollCreationMessageKey", kSub, kOne, &kMessageKey}, {2, "vote", kSub, kOne, &kPollEncValue},
    {3, "metadata", kSub, kOne, &kPollUpdateMessageMetadata}, {4, "senderTimestampMs", kInt64}};
const ContentType kPollUpdateMessage{kPollUpdateMessageFields, std::size(kPollUpdateMessageFields)};
const ContentType kPollUpdateMessageMetadata{};
constexpr ContentField kProductMessageFields[] = {
    {1, "product", kSub, kOne, &kProductMessageProductSnapshot}, {2, "businessOwnerJid", kText},
    {4, "catalog", kSub, kOne, &kProductMessageCatalogSnapshot}, {5, "body", kText}, {6, "footer", kText},
    {17, "contextInfo", kSub, kOne, &kContextInfo}};
const ContentType kProductMessage{kProductMessageFields, std::size(kProductMessageFields)};
constexpr ContentField kProductMessageCatalogSnapshotFields[] = {
    {1, "catalogImage", kSub, kOne, &kImageMessage}, {2, "title", kText}, {3, "description", kText}};
const ContentType kProductMessageCatalogSnapshot{kProductMessageCatalogSnapshotFields, std::size(kProductMessageCatalogSnapshotFields)};
constexpr ContentField kProductMessageProductSnapshotFields[] = {
    {1, "productImage", kSub, kOne, &kImageMessage}, {2, "productId", kText}, {3, "title", kText},
    {4, "description", kText}, {5, "currencyCode", kText}, {6, "priceAmount1000", kInt64}, {7, "retailerId", kText},
    {8, "url", kText}, {9, "productImageCount", kUint32}, {11, "firstImageId", kText},
    {12, "salePriceAmount1000", kInt64}, {13, "signedUrl", kText}};
const ContentType kProductMessageProductSnapshot{kProductMessageProductSnapshotFields, std::size(kProductMessageProductSnapshotFields)};
constexpr ContentField kProtocolMessageFields[] = {
    {1, "key", kSub, kOne, &kMessageKey}, {2, "type", kEnum, kOne, nullptr, kProtocolMessageTypeNames},
    {4, "ephemeralExpiration", kUint32}, {5, "ephemeralSettingTimestamp", kInt64},
    {11, "disappearingMode", kSub, kOne, &kDisappearingMode}, {14, "editedMessage", kSub, kOne, &kMessage},
    {15, "timestampMs", kInt64}, {27, "memberLabel", kSub, kOne, &kMemberLabel}};
const ContentType kProtocolMessage{kProtocolMessageFields, std::size(kProtocolMessageFields)};
constexpr ContentField kReactionMessageFields[] = {
    {1, "key", kSub, kOne, &kMessageKey}, {2, "text", kText}, {3, "groupingKey", kText},
    {4, "senderTimestampMs", kInt64}};
const ContentType kReactionMessage{kReactionMessageFields, std::size(kReactionMessageFields)};
constexpr ContentField kSecretEncryptedMessageFields[] = {
    {1, "targetMessageKey", kSub, kOne, &kMessageKey}, {2, "encPayload", kBytes}, {3, "encIv", kBytes},
    {4, "secretEncType", kEnum, kOne, nullptr, kSecretEncryptedMessageSecretEncTypeNames}};
const ContentType kSecretEncryptedMessage{kSecretEncryptedMessageFields, std::size(kSecretEncryptedMessageFields)};
constexpr ContentField kStickerMessageFields[] = {
    {1, "url", kText}, {2, "fileSha256", kBytes}, {3, "fileEncSha256", kBytes}, {4, "mediaKey", kBytes},
    {5, "mimetype", kText}, {6, "height", kUint32}, {7, "width", kUint32}, {8, "directPath", kText},
    {9, "fileLength", kUint64}, {10, "mediaKeyTimestamp", kInt64}, {11, "firstFrameLength", kUint32},
    {12, "firstFrameSidecar", kBytes}, {13, "isAnimated", kBool}, {16, "pngThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}, {18, "stickerSentTs", kInt64}, {19, "isAvatar", kBool},
    {20, "isAiSticker", kBool}, {21, "isLottie", kBool}, {22, "accessibilityLabel", kText},
    {23, "mediaKeyDomain", kEnum, kOne, nullptr, kMediaKeyDomainNames}};
const ContentType kStickerMessage{kStickerMessageFields, std::size(kStickerMessageFields)};
constexpr ContentField kStickerPackMessageFields[] = {
    {1, "stickerPackId", kText}, {2, "name", kText}, {3, "publisher", kText},
    {4, "stickers", kSub, kMany, &kStickerPackMessageSticker}, {5, "fileLength", kUint64},
    {6, "fileSha256", kBytes}, {7, "fileEncSha256", kBytes}, {8, "mediaKey", kBytes}, {9, "directPath", kText},
    {10, "caption", kText}, {11, "contextInfo", kSub, kOne, &kContextInfo}, {12, "packDescription", kText},
    {13, "mediaKeyTimestamp", kInt64}, {14, "trayIconFileName", kText}, {15, "thumbnailDirectPath", kText},
    {16, "thumbnailSha256", kBytes}, {17, "thumbnailEncSha256", kBytes}, {18, "thumbnailHeight", kUint32},
    {19, "thumbnailWidth", kUint32}, {20, "imageDataHash", kText}, {21, "stickerPackSize", kUint64},
    {22, "stickerPackOrigin", kEnum, kOne, nullptr, kStickerPackMessageStickerPackOriginNames}};
const ContentType kStickerPackMessage{kStickerPackMessageFields, std::size(kStickerPackMessageFields)};
constexpr ContentField kStickerPackMessageStickerFields[] = {
    {1, "fileName", kText}, {2, "isAnimated", kBool}, {3, "emojis", kText, kMany}, {4, "accessibilityLabel", kText},
    {5, "isLottie", kBool}, {6, "mimetype", kText}};
const ContentType kStickerPackMessageSticker{kStickerPackMessageStickerFields, std::size(kStickerPackMessageStickerFields)};
constexpr ContentField kTemplateButtonReplyMessageFields[] = {
    {1, "selectedId", kText}, {2, "selectedDisplayText", kText}, {3, "contextInfo", kSub, kOne, &kContextInfo},
    {4, "selectedIndex", kUint32}, {5, "selectedCarouselCardIndex", kUint32}};
const ContentType kTemplateButtonReplyMessage{kTemplateButtonReplyMessageFields, std::size(kTemplateButtonReplyMessageFields)};
constexpr ContentField kTemplateMessageFields[] = {
    {1, "fourRowTemplate", kSub, kOne, &kTemplateMessageFourRowTemplate},
    {2, "hydratedFourRowTemplate", kSub, kOne, &kTemplateMessageHydratedFourRowTemplate},
    {3, "contextInfo", kSub, kOne, &kContextInfo},
    {4, "hydratedTemplate", kSub, kOne, &kTemplateMessageHydratedFourRowTemplate},
    {5, "interactiveMessageTemplate", kSub, kOne, &kInteractiveMessage}, {9, "templateId", kText}};
const ContentType kTemplateMessage{kTemplateMessageFields, std::size(kTemplateMessageFields)};
constexpr ContentField kTemplateMessageFourRowTemplateFields[] = {
    {1, "documentMessage", kSub, kOne, &kDocumentMessage}, {3, "imageMessage", kSub, kOne, &kImageMessage},
    {4, "videoMessage", kSub, kOne, &kVideoMessage}, {5, "locationMessage", kSub, kOne, &kLocationMessage},
    {8, "buttons", kSub, kMany, &kTemplateButton}};
const ContentType kTemplateMessageFourRowTemplate{kTemplateMessageFourRowTemplateFields, std::size(kTemplateMessageFourRowTemplateFields)};
constexpr ContentField kTemplateMessageHydratedFourRowTemplateFields[] = {
    {1, "documentMessage", kSub, kOne, &kDocumentMessage}, {2, "hydratedTitleText", kText},
    {3, "imageMessage", kSub, kOne, &kImageMessage}, {4, "videoMessage", kSub, kOne, &kVideoMessage},
    {5, "locationMessage", kSub, kOne, &kLocationMessage}, {6, "hydratedContentText", kText},
    {7, "hydratedFooterText", kText}, {8, "hydratedButtons", kSub, kMany, &kHydratedTemplateButton},
    {9, "templateId", kText}, {10, "maskLinkedDevices", kBool}};
const ContentType kTemplateMessageHydratedFourRowTemplate{kTemplateMessageHydratedFourRowTemplateFields, std::size(kTemplateMessageHydratedFourRowTemplateFields)};
constexpr ContentField kVideoMessageFields[] = {
    {1, "url", kText}, {2, "mimetype", kText}, {3, "fileSha256", kBytes}, {4, "fileLength", kUint64},
    {5, "seconds", kUint32}, {6, "mediaKey", kBytes}, {7, "caption", kText}, {8, "gifPlayback", kBool},
    {9, "height", kUint32}, {10, "width", kUint32}, {11, "fileEncSha256", kBytes},
    {12, "interactiveAnnotations", kSub, kMany, &kInteractiveAnnotation}, {13, "directPath", kText},
    {14, "mediaKeyTimestamp", kInt64}, {16, "jpegThumbnail", kBytes},
    {17, "contextInfo", kSub, kOne, &kContextInfo}, {18, "streamingSidecar", kBytes},
    {19, "gifAttribution", kEnum, kOne, nullptr, kVideoMessageAttributionNames}, {20, "viewOnce", kBool},
    {21, "thumbnailDirectPath", kText}, {22, "thumbnailSha256", kBytes}, {23, "thumbnailEncSha256", kBytes},
    {24, "staticUrl", kText}, {25, "annotations", kSub, kMany, &kInteractiveAnnotation},
    {26, "accessibilityLabel", kText}, {27, "processedVideos", kSub, kMany, &kProcessedVideo},
    {28, "externalShareFullVideoDurationInSeconds", kUint32}, {29, "motionPhotoPresentationOffsetMs", kUint64},
    {30, "metadataUrl", kText}, {31, "videoSourceType", kEnum, kOne, nullptr, kVideoMessageVideoSourceTypeNames},
    {32, "mediaKeyDomain", kEnum, kOne, nullptr, kMediaKeyDomainNames}};
const ContentType kVideoMessage{kVideoMessageFields, std::size(kVideoMessageFields)};
constexpr ContentField kMessageAssociationFields[] = {
    {1, "associationType", kEnum, kOne, nullptr, kMessageAssociationAssociationTypeNames},
    {2, "parentMessageKey", kSub, kOne, &kMessageKey}, {3, "messageIndex", kInt32}};
const ContentType kMessageAssociation{kMessageAssociationFields, std::size(kMessageAssociationFields)};
constexpr ContentField kMessageContextInfoFields[] = {
    {1, "deviceListMetadata", kSub, kOne, &kDeviceListMetadata}, {2, "deviceListMetadataVersion", kInt32},
    {3, "messageSecret", kBytes}, {4, "paddingBytes", kBytes}, {5, "messageAddOnDurationInSecs", kUint32},
    {8, "reportingTokenVersion", kInt32},
    {9, "messageAddOnExpiryType", kEnum, kOne, nullptr, kMessageContextInfoMessageAddonExpiryTypeNames},
    {10, "messageAssociation", kSub, kOne, &kMessageAssociation}, {11, "capiCreatedGroup", kBool}};
const ContentType kMessageContextInfo{kMessageContextInfoFields, std::size(kMessageContextInfoFields)};
constexpr ContentField kMessageKeyFields[] = {
    {1, "remoteJid", kText}, {2, "fromMe", kBool}, {3, "id", kText}, {4, "participant", kText}};
const ContentType kMessageKey{kMessageKeyFields, std::size(kMessageKeyFields)};
constexpr ContentField kPointFields[] = {
    {1, "xDeprecated", kInt32}, {2, "yDeprecated", kInt32}, {3, "x", kDouble}, {4, "y", kDouble}};
const ContentType kPoint{kPointFields, std::size(kPointFields)};
constexpr ContentField kProcessedVideoFields[] = {
    {1, "directPath", kText}, {2, "fileSha256", kBytes}, {3, "height", kUint32}, {4, "width", kUint32},
    {5, "fileLength", kUint64}, {6, "bitrate", kUint32},
    {7, "quality", kEnum, kOne, nullptr, kProcessedVideoVideoQualityNames}, {8, "capabilities", kText, kMany}};
const ContentType kProcessedVideo{kProcessedVideoFields, std::size(kProcessedVideoFields)};
constexpr ContentField kTapLinkActionFields[] = {
    {1, "title", kText}, {2, "tapUrl", kText}};
const ContentType kTapLinkAction{kTapLinkActionFields, std::size(kTapLinkActionFields)};
constexpr ContentField kTemplateButtonFields[] = {
    {1, "quickReplyButton", kSub, kOne, &kTemplateButtonQuickReplyButton},
    {2, "urlButton", kSub, kOne, &kTemplateButtonURLButton},
    {3, "callButton", kSub, kOne, &kTemplateButtonCallButton}, {4, "index", kUint32}};
const ContentType kTemplateButton{kTemplateButtonFields, std::size(kTemplateButtonFields)};
const ContentType kTemplateButtonCallButton{};
constexpr ContentField kTemplateButtonQuickReplyButtonFields[] = {
    {2, "id", kText}};
const ContentType kTemplateButtonQuickReplyButton{kTemplateButtonQuickReplyButtonFields, std::size(kTemplateButtonQuickReplyButtonFields)};
const ContentType kTemplateButtonURLButton{};
constexpr ContentField kUrlTrackingMapFields[] = {
    {1, "urlTrackingMapElements", kSub, kMany, &kUrlTrackingMapUrlTrackingMapElement}};
const ContentType kUrlTrackingMap{kUrlTrackingMapFields, std::size(kUrlTrackingMapFields)};
constexpr ContentField kUrlTrackingMapUrlTrackingMapElementFields[] = {
    {1, "originalUrl", kText}, {2, "unconsentedUsersUrl", kText}, {3, "consentedUsersUrl", kText},
    {4, "cardIndex", kUint32}};
const ContentType kUrlTrackingMapUrlTrackingMapElement{kUrlTrackingMapUrlTrackingMapElementFields, std::size(kUrlTrackingMapUrlTrackingMapElementFields)};
// clang-format on

}  // namespace wagate::session_whatsapp::content
