namespace BotHost.Conversation.Media.Reading;

/// <summary>What attached bytes are, found from the bytes alone: names and declared types are what somebody says, and are not asked.</summary>
internal enum MediaFormat
{
    /// <summary>Nothing that is known here: programs, rarer pictures and sounds, noise.</summary>
    Unknown,

    Png,
    Jpeg,
    Gif,

    /// <summary>A GIF of more than one picture.</summary>
    AnimatedGif,

    WebP,
    AnimatedWebP,
    Bmp,
    Heic,

    Pdf,

    /// <summary>Word since 2007, with macros or without; templates too.</summary>
    Docx,

    /// <summary>Excel since 2007, with macros or without; the binary workbook (xlsb) is <see cref="Zip"/>.</summary>
    Xlsx,

    /// <summary>PowerPoint since 2007, with macros or without; shows and templates too.</summary>
    Pptx,

    /// <summary>The compound file in which Office kept its documents before 2007, and keeps the newer ones that want a password.</summary>
    OldOffice,

    Rtf,

    /// <summary>Any other archive, and one that is too broken to be told.</summary>
    Zip,

    Wav,
    Mp3,

    /// <summary>Ogg with Opus or Vorbis in it.</summary>
    Ogg,

    Flac,

    /// <summary>An MPEG-4 file that calls itself sound.</summary>
    M4a,

    /// <summary>Any other MPEG-4 file: mostly moving pictures, at times sound alone.</summary>
    Mp4,

    WebM,

    /// <summary>The voice messages of phones; narrow or wide band.</summary>
    Amr,

    /// <summary>The voice messages of some chats, with or without a byte before its mark.</summary>
    Silk,

    /// <summary>Words in a known encoding: notes, source code, tables, logs. Nothing at all is an empty text.</summary>
    Text,
}
