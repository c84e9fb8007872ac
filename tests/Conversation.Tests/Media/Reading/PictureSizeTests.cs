using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Tests.Media.Reading;

public sealed class PictureSizeTests
{
    public static TheoryData<string> Pictures => [.. Fixture.Names.Where(name => MediaFormat.Of(Fixture.Read(name)) is { IsPicture: true } and not MediaFormat.Heic)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_says_how_large_it_is(string name)
    {
        var bytes = Fixture.Read(name);

        Assert.Equal(new PictureSize(37, 21), PictureSize.Read(bytes, MediaFormat.Of(bytes)));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void However_little_is_there_of_it_nothing_is_made_up(string name)
    {
        var bytes = Fixture.Read(name);
        var format = MediaFormat.Of(bytes);

        for (var length = 0; length < bytes.Length; length++)
            Assert.True(PictureSize.Read(bytes.AsSpan(0, length), format) is null or { Width: 37, Height: 21 });
    }

    [Fact]
    public void A_bomb_of_pixels_is_seen_before_it_is_opened()
    {
        var png = Fixture.Read("still.png");
        (png[16], png[20]) = (0x7F, 0x7F);

        Assert.Equal(0x7F000025L * 0x7F000015L, PictureSize.Read(png, MediaFormat.Png)!.Value.Pixels);
    }

    [Fact]
    public void A_gif_is_as_large_as_its_largest_picture()
    {
        var gif = Fixture.Read("moving.gif");
        var second = gif.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x2C, 0, 0, 0, 0]);
        (gif[second + 5], gif[second + 6]) = (0xFF, 0xFF);

        Assert.Equal(new PictureSize(65_535, 21), PictureSize.Read(gif, MediaFormat.AnimatedGif));
    }

    [Fact]
    public void A_picture_of_no_size_or_a_negative_one_is_damaged()
    {
        var png = Fixture.Read("still.png");
        png[19] = 0;
        Assert.Null(PictureSize.Read(png, MediaFormat.Png));
        png[16] = 0x80;
        Assert.Null(PictureSize.Read(png, MediaFormat.Png));
    }

    [Fact]
    public void A_bitmap_may_begin_at_its_top()
    {
        var bmp = Fixture.Read("still.bmp");
        BitConverter.TryWriteBytes(bmp.AsSpan(22), -21);

        Assert.Equal(new PictureSize(37, 21), PictureSize.Read(bmp, MediaFormat.Bmp));
    }
}
