namespace BotHost.Conversation.Media.Reading;

/// <summary>What is to be known of a <see cref="MediaFormat"/>, and how it is found.</summary>
internal static class MediaFormats
{
    extension(MediaFormat)
    {
        /// <summary>Looks at the bytes; never throws. Cheap but for archives, whose list is read, and for what may be text, which is read to its end.</summary>
        public static MediaFormat Of(ReadOnlyMemory<byte> bytes) => MediaSignatures.Find(bytes);
    }

    extension(MediaFormat format)
    {
        /// <summary>A picture, still or moving.</summary>
        public bool IsPicture => format is >= MediaFormat.Png and <= MediaFormat.Heic;

        /// <summary>Sound alone. An MPEG-4 or a WebM file may be that, too, and need not be.</summary>
        public bool IsSound => format is MediaFormat.Wav or MediaFormat.Mp3 or MediaFormat.Ogg or MediaFormat.Flac or MediaFormat.M4a or MediaFormat.Amr or MediaFormat.Silk;

        /// <summary>
        /// True where a server of <c>/audio/transcriptions</c> takes it: "flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav, or webm".
        /// Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
        /// </summary>
        public bool CanBeTranscribed => format is MediaFormat.Wav or MediaFormat.Mp3 or MediaFormat.Ogg or MediaFormat.Flac or MediaFormat.M4a or MediaFormat.Mp4 or MediaFormat.WebM;

        /// <summary>
        /// The name under which it is sent on, from https://www.iana.org/assignments/media-types (but <c>audio/wav</c>, which servers know better
        /// than the registered <c>audio/vnd.wave</c>). Null for what is never sent on.
        /// </summary>
        public string? MediaType => format switch
        {
            MediaFormat.Png => "image/png",
            MediaFormat.Jpeg => "image/jpeg",
            MediaFormat.Gif or MediaFormat.AnimatedGif => "image/gif",
            MediaFormat.WebP or MediaFormat.AnimatedWebP => "image/webp",
            MediaFormat.Bmp => "image/bmp",
            MediaFormat.Heic => "image/heic",
            MediaFormat.Wav => "audio/wav",
            MediaFormat.Mp3 => "audio/mpeg",
            MediaFormat.Ogg => "audio/ogg",
            MediaFormat.Flac => "audio/flac",
            MediaFormat.M4a => "audio/mp4",
            MediaFormat.Mp4 => "video/mp4",
            MediaFormat.WebM => "video/webm",
            MediaFormat.Amr => "audio/AMR",
            _ => null,
        };

        /// <summary>The usual ending of a file of this type, with its dot: transcription servers go by it. Null for what is never sent on.</summary>
        public string? Extension => format switch
        {
            MediaFormat.Png => ".png",
            MediaFormat.Jpeg => ".jpg",
            MediaFormat.Gif or MediaFormat.AnimatedGif => ".gif",
            MediaFormat.WebP or MediaFormat.AnimatedWebP => ".webp",
            MediaFormat.Bmp => ".bmp",
            MediaFormat.Heic => ".heic",
            MediaFormat.Wav => ".wav",
            MediaFormat.Mp3 => ".mp3",
            MediaFormat.Ogg => ".ogg",
            MediaFormat.Flac => ".flac",
            MediaFormat.M4a => ".m4a",
            MediaFormat.Mp4 => ".mp4",
            MediaFormat.WebM => ".webm",
            MediaFormat.Amr => ".amr",
            _ => null,
        };
    }
}
