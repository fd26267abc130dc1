#pragma once

// Names of the values of enumerations in messages: number and name by turns.
namespace wagate::session_whatsapp::content {

constexpr char kADVEncryptionTypeNames[] = "0 E2EE 1 HOSTED";
constexpr char kContextInfoAdReplyInfoMediaTypeNames[] = "0 NONE 1 IMAGE 2 VIDEO";
constexpr char kContextInfoExternalAdReplyInfoAdTypeNames[] = "0 CTWA 1 CAWC";
constexpr char kContextInfoExternalAdReplyInfoMediaTypeNames[] = "0 NONE 1 IMAGE 2 VIDEO";
constexpr char kContextInfoForwardOriginNames[] = "0 UNKNOWN 1 CHAT 2 STATUS 3 CHANNELS 4 META_AI 5 UGC";
constexpr char kContextInfoForwardedNewsletterMessageInfoContentTypeNames[] = "1 UPDATE 2 UPDATE_CARD 3 LINK_CARD";
constexpr char kContextInfoPairedMediaTypeNames[] =
    "0 NOT_PAIRED_MEDIA 1 SD_VIDEO_PARENT 2 HD_VIDEO_CHILD 3 SD_IMAGE_PARENT 4 HD_IMAGE_CHILD "
    "5 MOTION_PHOTO_PARENT 6 MOTION_PHOTO_CHILD 7 HEVC_VIDEO_PARENT 8 HEVC_VIDEO_CHILD";
constexpr char kContextInfoQuotedTypeNames[] = "0 EXPLICIT 1 AUTO";
constexpr char kContextInfoStatusAttributionTypeNames[] =
    "0 NONE 1 RESHARED_FROM_MENTION 2 RESHARED_FROM_POST 3 RESHARED_FROM_POST_MANY_TIMES 4 FORWARDED_FROM_STATUS";
constexpr char kContextInfoStatusSourceTypeNames[] = "0 IMAGE 1 VIDEO 2 GIF 3 AUDIO 4 TEXT 5 MUSIC_STANDALONE";
constexpr char kDisappearingModeInitiatorNames[] =
    "0 CHANGED_IN_CHAT 1 INITIATED_BY_ME 2 INITIATED_BY_OTHER 3 BIZ_UPGRADE_FB_HOSTING";
constexpr char kDisappearingModeTriggerNames[] =
    "0 UNKNOWN 1 CHAT_SETTING 2 ACCOUNT_SETTING 3 BULK_CHANGE 4 BIZ_SUPPORTS_FB_HOSTING 5 UNKNOWN_GROUPS";
constexpr char kHydratedTemplateButtonHydratedURLButtonWebviewPresentationTypeNames[] = "1 FULL 2 TALL 3 COMPACT";
constexpr char kInteractiveAnnotationStatusLinkTypeNames[] =
    "1 RASTERIZED_LINK_PREVIEW 2 RASTERIZED_LINK_TRUNCATED 3 RASTERIZED_LINK_FULL_URL";
constexpr char kKeepTypeNames[] = "0 UNKNOWN 1 KEEP_FOR_ALL 2 UNDO_KEEP_FOR_ALL";
constexpr char kButtonsMessageButtonTypeNames[] = "0 UNKNOWN 1 RESPONSE 2 NATIVE_FLOW";
constexpr char kButtonsMessageHeaderTypeNames[] = "0 UNKNOWN 1 EMPTY 2 TEXT 3 DOCUMENT 4 IMAGE 5 VIDEO 6 LOCATION";
constexpr char kButtonsResponseMessageTypeNames[] = "0 UNKNOWN 1 DISPLAY_TEXT";
constexpr char kCallLogMessageCallOutcomeNames[] =
    "0 CONNECTED 1 MISSED 2 FAILED 3 REJECTED 4 ACCEPTED_ELSEWHERE 5 ONGOING 6 SILENCED_BY_DND "
    "7 SILENCED_UNKNOWN_CALLER";
constexpr char kCallLogMessageCallTypeNames[] = "0 REGULAR 1 SCHEDULED_CALL 2 VOICE_CHAT";
constexpr char kExtendedTextMessageFontTypeNames[] =
    "0 SYSTEM 1 SYSTEM_TEXT 2 FB_SCRIPT 6 SYSTEM_BOLD 7 MORNINGBREEZE_REGULAR 8 CALISTOGA_REGULAR "
    "9 EXO2_EXTRABOLD 10 COURIERPRIME_BOLD";
constexpr char kExtendedTextMessageInviteLinkGroupTypeNames[] = "0 DEFAULT 1 PARENT 2 SUB 3 DEFAULT_SUB";
constexpr char kExtendedTextMessagePreviewTypeNames[] =
    "0 NONE 1 VIDEO 4 PLACEHOLDER 5 IMAGE 6 PAYMENT_LINKS 7 PROFILE";
constexpr char kGroupInviteMessageGroupTypeNames[] = "0 DEFAULT 1 PARENT";
constexpr char kImageMessageImageSourceTypeNames[] =
    "0 USER_IMAGE 1 AI_GENERATED 2 AI_MODIFIED 3 RASTERIZED_TEXT_STATUS";
constexpr char kInteractiveResponseMessageBodyFormatNames[] = "0 DEFAULT 1 EXTENSIONS_1";
constexpr char kListMessageListTypeNames[] = "0 UNKNOWN 1 SINGLE_SELECT 2 PRODUCT_LIST";
constexpr char kListResponseMessageListTypeNames[] = "0 UNKNOWN 1 SINGLE_SELECT";
constexpr char kMediaKeyDomainNames[] = "0 UNSET 1 E2EE_CHAT 2 STATUS 3 CAPI 4 BOT";
constexpr char kOrderMessageOrderStatusNames[] = "1 INQUIRY 2 ACCEPTED 3 DECLINED";
constexpr char kOrderMessageOrderSurfaceNames[] = "1 CATALOG";
constexpr char kPinInChatMessageTypeNames[] = "0 UNKNOWN_TYPE 1 PIN_FOR_ALL 2 UNPIN_FOR_ALL";
constexpr char kPlaceholderMessagePlaceholderTypeNames[] = "0 MASK_LINKED_DEVICES";
constexpr char kPollContentTypeNames[] = "0 UNKNOWN 1 TEXT 2 IMAGE";
constexpr char kPollTypeNames[] = "0 POLL 1 QUIZ";
constexpr char kProtocolMessageTypeNames[] =
    "0 REVOKE 3 EPHEMERAL_SETTING 4 EPHEMERAL_SYNC_RESPONSE 5 HISTORY_SYNC_NOTIFICATION "
    "6 APP_STATE_SYNC_KEY_SHARE 7 APP_STATE_SYNC_KEY_REQUEST 8 MSG_FANOUT_BACKFILL_REQUEST "
    "9 INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC 10 APP_STATE_FATAL_EXCEPTION_NOTIFICATION "
    "11 SHARE_PHONE_NUMBER 14 MESSAGE_EDIT 16 PEER_DATA_OPERATION_REQUEST_MESSAGE "
    "17 PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE 18 REQUEST_WELCOME_MESSAGE 19 BOT_FEEDBACK_MESSAGE "
    "20 MEDIA_NOTIFY_MESSAGE 21 CLOUD_API_THREAD_CONTROL_NOTIFICATION 22 LID_MIGRATION_MAPPING_SYNC "
    "23 REMINDER_MESSAGE 24 BOT_MEMU_ONBOARDING_MESSAGE 25 STATUS_MENTION_MESSAGE 26 STOP_GENERATION_MESSAGE "
    "27 LIMIT_SHARING 28 AI_PSI_METADATA 29 AI_QUERY_FANOUT 30 GROUP_MEMBER_LABEL_CHANGE";
constexpr char kSecretEncryptedMessageSecretEncTypeNames[] = "0 UNKNOWN 1 EVENT_EDIT 2 MESSAGE_EDIT";
constexpr char kStickerPackMessageStickerPackOriginNames[] = "0 FIRST_PARTY 1 THIRD_PARTY 2 USER_CREATED";
constexpr char kVideoMessageAttributionNames[] = "0 NONE 1 GIPHY 2 TENOR 3 KLIPY";
constexpr char kVideoMessageVideoSourceTypeNames[] = "0 USER_VIDEO 1 AI_GENERATED";
constexpr char kMessageAssociationAssociationTypeNames[] =
    "0 UNKNOWN 1 MEDIA_ALBUM 2 BOT_PLUGIN 3 EVENT_COVER_IMAGE 4 STATUS_POLL 5 HD_VIDEO_DUAL_UPLOAD "
    "6 STATUS_EXTERNAL_RESHARE 7 MEDIA_POLL 8 STATUS_ADD_YOURS 9 STATUS_NOTIFICATION 10 HD_IMAGE_DUAL_UPLOAD "
    "11 STICKER_ANNOTATION 12 MOTION_PHOTO 13 STATUS_LINK_ACTION 14 VIEW_ALL_REPLIES "
    "15 STATUS_ADD_YOURS_AI_IMAGINE 16 STATUS_QUESTION 17 STATUS_ADD_YOURS_DIWALI 18 STATUS_REACTION "
    "19 HEVC_VIDEO_DUAL_UPLOAD";
constexpr char kMessageContextInfoMessageAddonExpiryTypeNames[] = "1 STATIC 2 DEPENDENT_ON_PARENT";
constexpr char kProcessedVideoVideoQualityNames[] = "0 UNDEFINED 1 LOW 2 MID 3 HIGH";

}  // namespace wagate::session_whatsapp::content
