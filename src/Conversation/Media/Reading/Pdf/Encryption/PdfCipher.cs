namespace BotHost.Conversation.Media.Reading.Pdf.Encryption;

/// <summary>How strings or streams are encrypted (ISO 32000-2, table 25).</summary>
internal enum PdfCipher
{
    /// <summary>Not at all: <c>Identity</c>, <c>None</c>.</summary>
    None,

    /// <summary>RC4 with a key for each object: <c>V2</c>, and all before crypt filters.</summary>
    Rc4,

    /// <summary>AES-CBC with a key of 128 bits for each object: <c>AESV2</c>.</summary>
    Aes128,

    /// <summary>AES-CBC with the file's key of 256 bits: <c>AESV3</c>.</summary>
    Aes256,
}
