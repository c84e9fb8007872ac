using System.Text;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Tests.Media.Reading.Office;

namespace BotHost.Conversation.Tests.Media.Reading;

public sealed class MediaFormatTests
{
    [Theory]
    [InlineData("still.png", MediaFormat.Png)]
    [InlineData("still.jpg", MediaFormat.Jpeg)]
    [InlineData("progressive.jpg", MediaFormat.Jpeg)]
    [InlineData("still.gif", MediaFormat.Gif)]
    [InlineData("moving.gif", MediaFormat.AnimatedGif)]
    [InlineData("lossy.webp", MediaFormat.WebP)]
    [InlineData("lossless.webp", MediaFormat.WebP)]
    [InlineData("alpha.webp", MediaFormat.WebP)]
    [InlineData("moving.webp", MediaFormat.AnimatedWebP)]
    [InlineData("still.bmp", MediaFormat.Bmp)]
    [InlineData("still.heic", MediaFormat.Heic)]
    [InlineData("contract.docx", MediaFormat.Docx)]
    [InlineData("devices.docx", MediaFormat.Docx)]
    [InlineData("book.xlsx", MediaFormat.Xlsx)]
    [InlineData("attendance.xlsx", MediaFormat.Xlsx)]
    [InlineData("deck.pptx", MediaFormat.Pptx)]
    [InlineData("contract-encrypted.docx", MediaFormat.OldOffice)]
    [InlineData("contract.doc", MediaFormat.OldOffice)]
    [InlineData("contract.rtf", MediaFormat.Rtf)]
    [InlineData("tone.wav", MediaFormat.Wav)]
    [InlineData("frames.mp3", MediaFormat.Mp3)]
    [InlineData("tagged.mp3", MediaFormat.Mp3)]
    [InlineData("opus.ogg", MediaFormat.Ogg)]
    [InlineData("vorbis.ogg", MediaFormat.Ogg)]
    [InlineData("speex.ogg", MediaFormat.Unknown)]
    [InlineData("tone.flac", MediaFormat.Flac)]
    [InlineData("tone.m4a", MediaFormat.M4a)]
    [InlineData("tone.webm", MediaFormat.WebM)]
    [InlineData("red.webm", MediaFormat.WebM)]
    [InlineData("red.mkv", MediaFormat.Unknown)]
    [InlineData("red.mp4", MediaFormat.Mp4)]
    [InlineData("red.mov", MediaFormat.Unknown)]
    [InlineData("contract.fodt", MediaFormat.Text)]
    public void A_file_is_told_by_its_bytes(string name, object format) => Assert.Equal(format, MediaFormat.Of(Fixture.Read(name)));

    [Theory]
    [InlineData("#!AMR\n<", MediaFormat.Amr)]
    [InlineData("#!AMR-WB\n<", MediaFormat.Amr)]
    [InlineData("#!SILK_V3\u0001", MediaFormat.Silk)]
    [InlineData("\u0002#!SILK_V3\u0001", MediaFormat.Silk)]
    [InlineData("%PDF-1.7\n%", MediaFormat.Pdf)]
    [InlineData("\0\u0001junk before it\n%PDF-1.4\n", MediaFormat.Pdf)]
    [InlineData("A note on files that begin with %PDF-1.4", MediaFormat.Text)]
    [InlineData("MZ\u0090\0\u0003", MediaFormat.Unknown)]
    [InlineData("\u007FELF\u0002\u0001\u0001\0", MediaFormat.Unknown)]
    [InlineData("#!/bin/sh\necho BM\n", MediaFormat.Text)]
    [InlineData("BM is what a picture may begin with", MediaFormat.Text)]
    [InlineData("ID3 is a tag", MediaFormat.Text)]
    [InlineData("RIFF is a container of WAVE sound", MediaFormat.Text)]
    [InlineData("PK\u0003\u0004 and nothing more", MediaFormat.Zip)]
    [InlineData("", MediaFormat.Text)]
    public void A_beginning_alone_tells_where_texts_do_not_begin_so(string text, object format) =>
        Assert.Equal(format, MediaFormat.Of(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [InlineData("word/document.xml", MediaFormat.Docx)]
    [InlineData("word/vbaProject.bin", MediaFormat.Docx)]
    [InlineData("xl/workbook.xml", MediaFormat.Xlsx)]
    [InlineData("xl/workbook.bin", MediaFormat.Zip)]
    [InlineData("ppt/presentation.xml", MediaFormat.Pptx)]
    [InlineData("ppt\\presentation.xml", MediaFormat.Pptx)]
    [InlineData("AndroidManifest.xml", MediaFormat.Zip)]
    public void An_archive_is_told_by_its_entries(string entry, object format)
    {
        Assert.Equal(format, MediaFormat.Of(OfficeFile.Zip(("[Content_Types].xml", ""), (entry, ""))));
        Assert.Equal(MediaFormat.Zip, MediaFormat.Of(OfficeFile.Zip((entry, ""))));
    }

    [Fact]
    public void A_document_in_a_folder_of_another_one_does_not_count() =>
        Assert.Equal(MediaFormat.Docx, MediaFormat.Of(OfficeFile.Zip(("word/embeddings/xl/workbook.xml", ""), ("[Content_Types].xml", ""), ("word/document.xml", ""))));

    [Fact]
    public void Everything_that_is_sent_on_has_a_type_and_an_ending()
    {
        foreach (var format in Enum.GetValues<MediaFormat>())
        {
            Assert.Equal(format.MediaType is null, format.Extension is null);
            Assert.True(format.MediaType is not null || !(format.IsPicture || format.CanBeTranscribed), $"{format} has no type");
        }

        Assert.Equal(["Wav", "Mp3", "Ogg", "Flac", "M4a", "Mp4", "WebM"], Enum.GetValues<MediaFormat>().Where(format => format.CanBeTranscribed).Select(format => $"{format}"));
        Assert.Equal(8, Enum.GetValues<MediaFormat>().Count(format => format.IsPicture));
        Assert.True(MediaFormat.Silk.IsSound && MediaFormat.Amr.IsSound && !MediaFormat.Mp4.IsSound);
    }
}
