using System.Text;
using BotHost.Adapters.Crypto;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.Crypto;

/// <summary>Every implementation gives every signature and every verdict of RFC 8032, and the same ones as the others.</summary>
public sealed class Ed25519Tests
{
    /// <summary>RFC 8032, 7.1: TEST 1, TEST 2, TEST 3 and TEST SHA(abc): private key, public key, message, signature.</summary>
    private static readonly (string Seed, string PublicKey, string Message, string Signature)[] Rfc8032 =
    [
        ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        ("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ];

    /// <summary>The built-in code and, where the system has it (Linux), OpenSSL.</summary>
    public static TheoryData<string> Implementations => [.. All.Select(implementation => implementation.Name)];

    private static IReadOnlyList<IEd25519> All { get; } = [.. new IEd25519?[] { new Ed25519Managed(), Ed25519OpenSsl.Create() }.OfType<IEd25519>()];

    [Fact]
    public void On_Linux_OpenSSL_is_what_checks_signatures()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no library of that name.");

        Assert.Equal("OpenSSL", Ed25519.Available?.Name);
        Assert.Equal(2, All.Count);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void The_signatures_of_the_standard_are_made_and_accepted(string name)
    {
        Assert.Equal(4, Rfc8032.Length);
        foreach (var (seed, publicKey, message, signature) in Rfc8032)
        {
            using var key = Derive(name, Convert.FromHexString(seed));

            Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey.Span));
            Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))));
            Assert.True(key.Verify(Convert.FromHexString(signature), Convert.FromHexString(message)));
            Assert.False(key.Verify(Convert.FromHexString(signature), [.. Convert.FromHexString(message), 0]));
        }
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void No_bit_of_a_signature_may_be_another(string name)
    {
        using var key = Derive(name, new byte[Ed25519Key.SeedBytes]);
        var message = "a message"u8.ToArray();
        var genuine = key.Sign(message);

        for (var bit = 0; bit < 8 * genuine.Length; bit++)
        {
            var changed = genuine.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verify(changed, message), $"bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Only_64_bytes_are_a_signature(string name)
    {
        using var key = Derive(name, new byte[Ed25519Key.SeedBytes]);
        var genuine = key.Sign("m"u8);

        foreach (var length in new[] { 0, 1, 32, 63 })
            Assert.False(key.Verify(genuine.AsSpan(0, length), "m"u8));
        Assert.False(key.Verify([.. genuine, 0], "m"u8));
        Assert.False(key.Verify([.. genuine, .. genuine], "m"u8));
    }

    [Fact]
    public void All_implementations_agree_on_random_keys_messages_and_forgeries()
    {
        Prop.ForAll<byte[], byte[], (NonNegativeInt At, byte Value)>((seed, message, change) =>
        {
            var whole = seed.Concat(Enumerable.Repeat((byte)seed.Length, Ed25519Key.SeedBytes)).Take(Ed25519Key.SeedBytes).ToArray();
            var keys = All.Select(implementation => implementation.Derive(whole)).ToList();
            var signature = keys[0].Sign(message);
            var changed = signature.ToArray();
            changed[change.At.Get % changed.Length] = change.Value;
            var isSame = changed.AsSpan().SequenceEqual(signature);
            return keys.TrueForAll(key => key.PublicKey.Span.SequenceEqual(keys[0].PublicKey.Span)
                && key.Sign(message).AsSpan().SequenceEqual(signature)
                && key.Verify(signature, message)
                && key.Verify(changed, message) == isSame);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public async Task One_key_serves_many_threads(string name)
    {
        using var key = Derive(name, Encoding.ASCII.GetBytes(new string('k', 32)));
        var signatures = Enumerable.Range(0, 16).Select(number => key.Sign([(byte)number])).ToArray();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(
            () => key.Verify(signatures[number % 16], [(byte)(number % 16)]) && !key.Verify(signatures[number % 16], [(byte)((number + 1) % 16)]))));

        Assert.All(verdicts, Assert.True);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void A_seed_of_another_length_is_none(string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Derive(name, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Derive(name, new byte[33]));
    }

    [Fact]
    public void An_implementation_that_errs_is_passed_over_and_without_another_there_is_none()
    {
        Assert.Equal("built in", Ed25519.FirstThatWorks([() => null, () => new Credulous(), () => new Ed25519Managed()])?.Name);
        Assert.Null(Ed25519.FirstThatWorks([() => null, () => new Credulous(), () => new Absent()]));
    }

    private static Ed25519Key Derive(string name, byte[] seed) => All.Single(implementation => implementation.Name == name).Derive(seed);

    /// <summary>Signs well and believes everything.</summary>
    private sealed class Credulous : IEd25519
    {
        public string Name => "credulous";

        public Ed25519Key Derive(ReadOnlySpan<byte> seed) => new Key(new Ed25519Managed().Derive(seed));

        private sealed class Key(Ed25519Key key) : Ed25519Key
        {
            public override ReadOnlyMemory<byte> PublicKey => key.PublicKey;

            public override byte[] Sign(ReadOnlySpan<byte> message) => key.Sign(message);

            public override bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message) => true;
        }
    }

    private sealed class Absent : IEd25519
    {
        public string Name => "absent";

        public Ed25519Key Derive(ReadOnlySpan<byte> seed) => throw new EntryPointNotFoundException();
    }
}
