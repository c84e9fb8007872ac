using BotHost.Configuration;

namespace BotHost.Tests.Configuration;

public sealed class SecretFilesTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Theory]
    [InlineData("key\n", "key")]
    [InlineData("key\r\n", "key")]
    [InlineData("\uFEFFkey", "key")]
    [InlineData(" key ", " key ")]
    [InlineData("one\ntwo\n", "one\ntwo")]
    public void The_newline_that_editors_add_is_no_part_of_the_value(string text, string value) =>
        Assert.Equal(value, _given.Secret("FAKE_KEY", text).Read()["Bots:fake:Key"]);

    [Fact]
    public void Sub_directories_and_files_of_others_are_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_given.SecretsDirectory, "FAKE_KEY"));
        File.CreateSymbolicLink(Path.Combine(_given.SecretsDirectory, "db_password"), "/nowhere");
        var read = _given.Secret("redhat.repo", new string('x', SecretFiles.MaxBytes + 1)).Read();
        read.AssertNoMistakes();
        Assert.Empty(read.Settings.Bots);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_mistake()
    {
        File.CreateSymbolicLink(Path.Combine(_given.SecretsDirectory, "FAKE_KEY"), "/nowhere");
        Assert.Contains("FAKE_KEY: cannot be read.", Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_links_to_another_is_read_as_Kubernetes_mounts_it()
    {
        var data = Directory.CreateDirectory(Path.Combine(_given.SecretsDirectory, "..data"));
        File.WriteAllText(Path.Combine(data.FullName, "FAKE_KEY"), "k");
        File.CreateSymbolicLink(Path.Combine(_given.SecretsDirectory, "FAKE_KEY"), "..data/FAKE_KEY");
        Assert.Equal("k", _given.Read()["Bots:fake:Key"]);
    }

    [Fact]
    public void A_file_of_the_largest_size_is_read_and_a_larger_one_is_a_mistake()
    {
        Assert.Equal(SecretFiles.MaxBytes, _given.Secret("FAKE_KEY", new string('x', SecretFiles.MaxBytes)).Read()["Bots:fake:Key"]?.Length);

        var mistakes = _given.Secret("FAKE_KEY", new string('x', SecretFiles.MaxBytes + 1)).Read().Mistakes;
        Assert.Contains($"FAKE_KEY: larger than {SecretFiles.MaxBytes} bytes.", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_a_mistake()
    {
        File.WriteAllBytes(Path.Combine(_given.SecretsDirectory, "FAKE_KEY"), [0xC3, 0x28]);
        Assert.Contains("FAKE_KEY: no UTF-8 text.", Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }
}
