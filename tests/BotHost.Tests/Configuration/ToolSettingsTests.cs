using BotHost.Configuration;
using Microsoft.Extensions.Configuration;

namespace BotHost.Tests.Configuration;

/// <summary>What may be said under Tools and Mcp.</summary>
public sealed class ToolSettingsTests
{
    [Fact]
    public void A_program_and_an_address_are_read_with_all_that_belongs_to_them()
    {
        var (settings, mistakes) = Read(
            ("Mcp:Files:Command", "node"), ("Mcp:Files:Arguments:0", "a b"), ("Mcp:Files:Arguments:1", "a b"), ("Mcp:Files:Environment:TOKEN", "t"), ("Mcp:Files:Timeout", "5"),
            ("Mcp:web:Url", "https://tools.example/mcp"), ("Mcp:web:Headers:Authorization", "Bearer t"), ("Mcp:web:Tools", "search, create"), ("Tools:TimeZone", "Asia/Shanghai"));

        Assert.Empty(mistakes);
        var (files, web) = (settings.Tools.Servers[0], settings.Tools.Servers[1]);
        Assert.Equal(("files", "node", TimeSpan.FromSeconds(5)), (files.Name, files.Command, files.Timeout));
        Assert.Equal(["a b", "a b"], files.Arguments);
        Assert.Equal("t", files.Environment["TOKEN"]);
        Assert.Equal("Bearer t", web.Headers["Authorization"]);
        Assert.Equal(["search", "create"], web.Tools);
        Assert.Equal("Asia/Shanghai", settings.Tools.TimeZone.Id);
    }

    [Fact]
    public void Arguments_in_one_text_are_parted_at_blanks_outside_of_quotation_marks() =>
        Assert.Equal(["-y", "my server.js", "", "a"], CommandWords.Split("  -y \"my server.js\"  \"\" a "));

    [Theory]
    [InlineData("Mcp:files:Timeout", "5", "Mcp:files: neither Command nor Url is set")]
    [InlineData("Mcp:files:Url", "http://tools.example/mcp", "Mcp:files:Url: http to another machine")]
    [InlineData("Mcp:files:Url", "s3cret", "Mcp:files:Url: not an absolute")]
    [InlineData("Mcp:files:Url", "https://user:s3cret@tools.example/mcp", "Mcp:files:Url: contains a user name")]
    [InlineData("Mcp:read_web_page:Command", "node", "Mcp:read_web_page: the name of a tool of the host itself")]
    [InlineData("Mcp:a b:Command", "node", "Mcp:a b: no name for a server")]
    [InlineData("Tools:TimeZone", "s3cret", "Tools:TimeZone: no time zone")]
    [InlineData("Tools:Timezones", "x", "Tools:Timezones: no setting (did you mean TimeZone?)")]
    public void A_mistake_names_its_key_and_never_its_value(string key, string value, string starts)
    {
        var mistake = Assert.Single(Read((key, value)).Mistakes);
        Assert.StartsWith(starts, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Url", "https://tools.example/mcp", "both Command and Url are set")]
    [InlineData("Headers:Authorization", "Bearer s3cret", "belongs to a server with a Url")]
    [InlineData("WorkingDirectory", "/no/such/directory", "no such directory")]
    [InlineData("Environment:A-B", "s3cret", "no name of a variable")]
    [InlineData("Timeout", "0", "no whole number of seconds from 1 to 180")]
    [InlineData("Comand", "x", "no setting (did you mean Command?)")]
    public void What_does_not_belong_to_a_program_is_a_mistake(string key, string value, string says)
    {
        var mistake = Assert.Single(Read(("Mcp:files:Command", "node"), ($"Mcp:files:{key}", value)).Mistakes);
        Assert.Contains(says, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_on_this_machine_may_be_called_by_http() =>
        Assert.Empty(Read(("Mcp:files:Url", "http://127.0.0.1:3001/mcp")).Mistakes);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(" , ")]
    public void Tools_that_are_set_to_nothing_are_not_set(string nothing)
    {
        var (settings, mistakes) = Read(("Mcp:files:Command", "node"), ("Mcp:files:Tools", nothing));
        Assert.Empty(mistakes);
        Assert.Null(Assert.Single(settings.Tools.Servers).Tools);
    }

    [Theory]
    [InlineData("Command", "node", "Url")]
    [InlineData("Command", "node", "Headers:Authorization")]
    [InlineData("Url", "https://tools.example/mcp", "Command")]
    [InlineData("Url", "https://tools.example/mcp", "WorkingDirectory")]
    public void And_what_is_empty_belongs_to_any_server(string key, string value, string empty) =>
        Assert.Empty(Read(($"Mcp:files:{key}", value), ($"Mcp:files:{empty}", "")).Mistakes);

    [Fact]
    public void A_variable_or_header_that_is_empty_is_not_set()
    {
        var servers = Read(("Mcp:a:Command", "node"), ("Mcp:a:Environment:TOKEN", ""), ("Mcp:b:Url", "https://tools.example/mcp"), ("Mcp:b:Headers:Authorization", " ")).Settings.Tools.Servers;
        Assert.Empty(servers[0].Environment);
        Assert.Empty(servers[1].Headers);
    }

    private static (HostSettings Settings, List<string> Mistakes) Read(params (string Key, string Value)[] given)
    {
        List<string> mistakes = [];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();
        return (HostSettings.Read(configuration, [], mistakes), mistakes);
    }
}
