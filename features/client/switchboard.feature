@switchboard
Feature: A client in chats

  The client is asked to call, to speak and to leave; the others in the chat are played by the kit.

  Rule: C-SB-01 C-SB-02 C-SB-03 C-SB-15 A chat begins

    @certify-client @C-SB-01 @C-SB-02 @C-SB-03 @C-SB-04 @C-SB-15
    Example: Alice calls Bob and speaks
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice says "Hello, Bob"
      And Alice leaves the chat
      Then Alice still answers

  Rule: C-SB-05 C-SB-06 C-SB-18 A call is answered

    @certify-client @C-SB-05 @C-SB-06
    Example: Bob calls Alice
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Bob calls Alice
      And Bob says "Hello, Alice" in the chat
      Then Alice still answers

    @certify-client @C-SB-06
    Example: Nobody is there any more
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Bob calls Alice and leaves at once
      Then Alice still answers

    @certify-client @C-SB-18 @C-SB-05
    Example: The id of the chat is hexadecimal
      Given the kit plays the server
      And the accounts stand as in the example session
      And the ids of chats are hexadecimal
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Bob calls Alice
      Then Alice still answers

    @certify-client @C-SB-18 @C-SB-05
    Example: The id of the chat is a UUID
      Given the kit plays the server
      And the accounts stand as in the example session
      And the ids of chats are uuids
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Bob calls Alice
      Then Alice still answers

  Rule: C-SB-07 C-SB-08 C-SB-09 X-ENC-01 What Alice says is a message of MSNP8

    @certify-client @C-SB-07 @C-SB-08 @C-SB-09 @X-FRM-05
    Example: Letters of every size
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice says "Grüße ☺ 😀"
      And Alice says "Goodbye"
      Then Alice still answers

    @certify-client @C-SB-07 @C-SB-08 @C-SB-09 @X-FRM-05
    Example: A percent sign and line ends
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice says "100%25"
      And Alice says "Goodbye"
      Then Alice still answers

    @certify-client @C-SB-07
    Example: A long text
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice says 1400 letters
      Then Alice still answers

    @certify-client @C-SB-07
    Example: More than fits into one
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice says 3000 letters, which is too much
      Then Alice still answers

  Rule: C-SB-10 Alice is typing

    @certify-client @C-SB-10
    Example: Bob is told
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice is typing
      Then Alice still answers

  Rule: C-SB-11 A message of any type does no harm

    @certify-client @C-SB-11
    Example: An unknown type
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< MSG bob@passport.com Bob 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            Anything
        """
      Then Alice still answers

    @certify-client @C-SB-11
    Example: No headers
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< MSG bob@passport.com Bob 5\r\n
            Hello
        """
      Then Alice still answers

    @certify-client @C-SB-11
    Example: Nothing at all
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< MSG bob@passport.com Bob 0\r\n
        """
      Then Alice still answers

    @certify-client @C-SB-11
    Example: An invitation
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< MSG bob@passport.com Bob 277\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsinvite; charset=UTF-8\r\n
            \r\n
            Application-Name: File Transfer\r\n
            Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n
            Invitation-Command: INVITE\r\n
            Invitation-Cookie: 33267\r\n
            Application-File: readme.txt\r\n
            Application-FileSize: 90904\r\n
            \r\n
        """
      Then Alice still answers

    @certify-client @C-SB-11
    Example: Headers in another case, and no blank behind the colon
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< MSG bob@passport.com Bob 50\r\n
            mime-version:1.0\r\n
            content-type:TEXT/PLAIN\r\n
            \r\n
            Hello
        """
      Then Alice still answers

    @certify-client @C-SB-11 @X-FRM-06 @X-FRM-09
    Example: Byte by byte
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends, byte by byte:
        """
        <<< MSG bob@passport.com Bob 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello\r\n
            \r\n
        """
      Then Alice still answers

  Rule: C-SB-12 BYE may have one or two parameters

    @certify-client @C-SB-12
    Example: Bob leaves
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Bob leaves the chat
      Then Alice still answers

    @certify-client @C-SB-12
    Example: The chat has timed out
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< BYE bob@passport.com 1\r\n
        """
      Then Alice still answers

  Rule: C-SB-13 A call that does not go through leaves the session as it is

    @certify-client @C-SB-13
    Example: Dave is offline
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice starts a chat with Dave in vain
      Then Alice still answers

  Rule: C-SB-14 NAK is not fatal

    @certify-client @C-SB-14
    Example: A message has not been delivered
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< NAK 2\r\n
            NAK 4000000000\r\n
        """
      Then Alice still answers

  Rule: C-SB-16 Without a switchboard the session goes on

    @certify-client @C-SB-16
    Example: XFR is refused with 913
      Given the kit plays the server
      And the accounts stand as in the example session
      And the server has no switchboards
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob in vain
      Then Alice still answers

  Rule: C-SB-17 One's own account in JOI does no harm

    @certify-client @C-SB-17
    Example: Alice is told that she has joined
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And the switchboard sends:
        """
        <<< JOI alice@passport.com Alice\r\n
        """
      Then Alice still answers

  Rule: C-SB-03 One more is called in

    @certify-client @C-SB-03
    Example: Carol joins
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      When Alice starts a chat with Bob
      And Alice invites Carol
      And Alice says "Hello, both"
      Then Alice still answers
